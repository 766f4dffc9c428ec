// What one tree gives away that another does not. By meaning: moved files and lines, renamed roles and bindings change nothing. Pure.
import type { Change, IdentityChange, RightChange, TokenChange, TreeDiff } from '#finding/tree-diff.js';
import type { Finding } from '#finding/finding.js';
import { knownAmong } from '#finding/known.js';
import { compareText } from '#finding/sort.js';
import { unnamedNamespace } from '#kube/object.js';
import { uncoveredRights, type Right } from '#rbac/covers.js';
import { placesOfRule } from '#rbac/places.js';
import { grantText } from '#rbac/words.js';
import type { Place } from '#source/document.js';
import { holdingKey, type GrantedRule, type Holding, type Privileges } from './privileges.js';

/** One tree: what it gives away, and what is found in it. */
export interface Side {
  readonly privileges: Privileges;
  readonly findings: readonly Finding[];
}

/** Everything that `head` has and `base` has not, and the other way round. */
export function compareTrees(base: Side, head: Side): TreeDiff {
  return {
    identities: both(base, head, newIdentities),
    grants: both(base, head, newRights),
    tokens: both(base, head, newTokens),
    findings: { gained: gainedFindings(base, head), lost: lostFindings(base, head) },
  };
}

function both<T>(base: Side, head: Side, newOf: (before: Side, after: Side) => readonly T[]): Change<T> {
  return { gained: newOf(base, head), lost: newOf(head, base) };
}

function newIdentities({ privileges: before }: Side, { privileges: after }: Side): IdentityChange[] {
  const found = [...after.identities].filter(([identity]) => !before.identities.has(identity));
  return found.map(([identity, place]) => ({ identity, place })).sort((a, b) => compareText(a.identity, b.identity));
}

function newTokens({ privileges: before }: Side, { privileges: after }: Side): TokenChange[] {
  const found = [...after.tokens].filter(([key]) => !before.tokens.has(key)).sort(([a], [b]) => compareText(a, b));
  return found.map(([, token]) => token);
}

/** By fingerprint, which survives moved lines and renamed directories, and by subjects: whom it concerns besides makes it new. */
function gainedFindings({ findings: before }: Side, { findings: after }: Side): Finding[] {
  const isKnown = knownAmong(before);
  return after.filter((finding) => !isKnown(finding));
}

/** One that concerns fewer than before is still there. */
function lostFindings({ findings: before }: Side, { findings: after }: Side): Finding[] {
  const isThere = knownAmong(after.map(({ rule, fingerprint }) => ({ rule, fingerprint })));
  return before.filter((finding) => !isThere(finding));
}

/** Rights that no rule of the same subject covered before, in its namespace or in the whole cluster: of a widened rule only what is new. */
function newRights({ privileges: before }: Side, { privileges: after }: Side): RightChange[] {
  const changes: RightChange[] = [];
  for (const holding of after.holdings.values()) {
    const { subject, namespace } = holding;
    const known = [holdingKey(subject, namespace), holdingKey(subject, '')].flatMap((key) => before.holdings.get(key) ?? []);
    const rules = known.flatMap((held) => held.rules.map(({ rule }) => rule));
    changes.push(...newRightsOf(holding, (granted) => uncoveredRights(rules, [granted.rule])), ...newUnknown(holding, known));
  }
  return changes.sort((a, b) => compareText(a.subject, b.subject) || compareText(a.namespace ?? '', b.namespace ?? '') || compareText(a.permission, b.permission));
}

function newRightsOf({ subject, namespace, rules }: Holding, newOf: (granted: GrantedRule) => readonly Right[]): RightChange[] {
  const found = new Map<string, { verbs: Set<string>; right: Right; granted: GrantedRule }>();
  for (const granted of rules) {
    for (const right of newOf(granted)) {
      const { verb, ...what } = right;
      const key = JSON.stringify(what);
      const entry = found.get(key) ?? { verbs: new Set(), right, granted };
      found.set(key, entry);
      entry.verbs.add(verb);
    }
  }
  return [...found.values()].map(({ verbs, right, granted }) => {
    const all = [...verbs].sort(compareText);
    const on = 'url' in right ? right.url : `${right.resource}${right.apiGroup === '' ? '' : `.${right.apiGroup}`}${right.name === undefined ? '' : ` named ${right.name}`}`;
    return { subject, namespace: shownNamespace(namespace), verbs: all, permission: `${all.join(', ')} ${on}`, through: grantText(granted.grant), place: placeOfRight(granted, right) };
  });
}

function newUnknown({ subject, namespace, unknown }: Holding, known: readonly Holding[]): RightChange[] {
  const fresh = [...unknown].filter(([role]) => !known.some((held) => held.unknown.has(role)));
  return fresh.map(([role, { grant, place }]) => ({ subject, namespace: shownNamespace(namespace), verbs: [], permission: `whatever ${role} allows, which ${grant.isRejected ? 'the API server rejects' : 'is in no file'}`, through: grantText(grant), place }));
}

/** Null is the whole cluster. */
function shownNamespace(namespace: string): string | null {
  return namespace === '' ? null : namespace === unnamedNamespace ? '' : namespace;
}

/** The entry of the role; of a role that every cluster ships, the subject of the binding. */
function placeOfRight({ rule, place }: GrantedRule, right: Right): Place | undefined {
  const places = placesOfRule(rule, { verb: right.verb });
  return places.verb ?? places.rule ?? place;
}
