// One move of an attacker, told when somebody asks: of most paths only the length and the beginning count.
import type { AskedPermission, Confidence } from '#finding/finding.js';
import { askedPermission, type AllowedBy } from './asked.js';
import { credentialsLabel, nodeLabel, roleLabel, scopeLabel, type GraphNode } from './node.js';
import { placeOfMatch } from './policy-match.js';
import { inOrder, proofsOf, type Proof } from './proof.js';
import type { EdgeEvidence } from './store.js';
import type { Permission } from '#rule/permission.js';
import type { TechniqueRule } from '#rule/rule.js';
import type { Place } from '#source/document.js';

/** A permission that somebody must hold for a step. */
export interface Asked {
  readonly holder: GraphNode;
  readonly allowed: AllowedBy;
  /** Of the grant: a namespace, or `*`. */
  readonly scope: string;
  /** Any of these serves the step. */
  readonly permissions: readonly Permission[];
}

/** What a step rests on. */
interface Grounds {
  readonly evidence: readonly EdgeEvidence[];
  readonly asked: readonly Asked[];
  /** The thing that is arrived at, where a collection was left for one of its things. */
  readonly thing?: Proof | undefined;
}

/** The words in braces that a technique may use, by the node that its step leads to. */
const words: Readonly<Record<'target' | 'role' | 'credentials' | 'scope', (to: GraphNode) => string>> = {
  target: nodeLabel,
  role: roleLabel,
  credentials: credentialsLabel,
  scope: ({ scope }) => scopeLabel(scope),
};

/** One move of an attacker. */
export class Step {
  /** Where the step leads: a thing, or a collection of things. */
  readonly to: GraphNode;
  readonly from: GraphNode;
  /** That of the technique, one less where something in no file has to be there. */
  readonly confidence: Confidence;
  readonly #rule: TechniqueRule;
  readonly #grounds: Grounds;
  #places: readonly Proof[] | undefined;

  constructor(rule: TechniqueRule, from: GraphNode, to: GraphNode, confidence: Confidence, grounds: Grounds) {
    this.#rule = rule;
    this.from = from;
    this.to = to;
    this.confidence = confidence;
    this.#grounds = grounds;
  }

  /** The id of the technique. */
  get technique(): string {
    return this.#rule.id;
  }

  get message(): string {
    return this.#rule.step.replaceAll(/\{(target|role|credentials|scope)\}/g, (_, word: keyof typeof words) => words[word](this.to));
  }

  /** What makes the move possible, the narrowest key first; empty when all of it is built into every cluster. */
  get places(): readonly Proof[] {
    const { evidence, thing } = this.#grounds;
    return (this.#places ??= [...inOrder(evidence.flatMap(proofsOf)), ...(thing ? [thing] : [])]);
  }

  /** The permission that is allowed by the policy rule whose entry stands at a place. */
  askedAt({ file, start }: Place): Asked | undefined {
    return this.#grounds.asked.find(({ allowed }) => {
      const place = placeOfMatch(allowed);
      return place?.file === file && place.start === start;
    });
  }

  /** What a live cluster would have to say yes to. */
  get asks(): readonly AskedPermission[] {
    return this.#grounds.asked.map(({ holder, allowed, scope }) => askedPermission(holder, allowed, scope)).filter((asked) => asked !== undefined);
  }

  /** The same step, now that it is known at which thing it arrives. */
  arrivingAt(to: GraphNode, thing: Proof | undefined): Step {
    return new Step(this.#rule, this.from, to, this.confidence, { ...this.#grounds, thing });
  }
}
