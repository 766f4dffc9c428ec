// The located reasons of a step: where it is written that it can be taken.
import { onceEach } from '#kube/once.js';
import { placeOfRoleRef, placeOfSubject } from '#rbac/places.js';
import { grantText, roleName } from '#rbac/words.js';
import type { Place } from '#source/document.js';
import { placeKey } from '#source/place.js';
import { placeOfMatch } from './policy-match.js';
import type { EdgeEvidence } from './store.js';

/** One located reason of a step: a policy rule that allows, a binding that gives it, a thing that is there. */
export interface Proof {
  readonly message: string;
  readonly place: Place;
  readonly role: 'rule' | 'binding' | 'thing';
}

/** The located reasons of an edge; those of a conjunction stand at the edges to its premises. */
export const proofsOf = onceEach((evidence: EdgeEvidence): readonly Proof[] => {
  switch (evidence.of) {
    case 'rule': {
      const place = placeOfMatch(evidence);
      return place ? [{ message: roleName(evidence.rule.owner), place, role: 'rule' }] : [];
    }
    case 'grant': {
      const { binding } = evidence.grant;
      const place = placeOfRoleRef(binding) ?? placeOfSubject(binding, evidence.subject);
      return place ? [{ message: grantText(evidence.grant), place, role: 'binding' }] : [];
    }
    case 'place':
      return evidence.place ? [{ message: evidence.words, place: evidence.place, role: 'thing' }] : [];
    case 'premises':
      return [];
  }
});

/** Policy rules before bindings before things, each place once: halves of a conjunction often come by one binding. */
export function inOrder(proofs: readonly Proof[]): Proof[] {
  const order: readonly Proof['role'][] = ['rule', 'binding', 'thing'];
  const seen = new Set<string>();
  return order
    .flatMap((role) => proofs.filter((proof) => proof.role === role))
    .filter(({ place }) => {
      const key = placeKey(place);
      return !seen.has(key) && seen.add(key);
    });
}
