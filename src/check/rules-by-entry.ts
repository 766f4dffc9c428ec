// Finds the grant rules that can have something to say about a role, by the entries of its `resources`, so that a role is not asked about everything there is.
import { listIn } from '#kube/grouped.js';
import type { ReadyRule } from './ready-rule.js';

/** Grant rules by the entries of `resources` one of which a role must have to allow what they ask for. */
export class RulesByEntry {
  readonly #rules: readonly ReadyRule[];
  /** Positions in the list of rules. */
  readonly #byEntry = new Map<string, number[]>();
  /** Rules that no entry rules out. */
  readonly #always: number[] = [];

  constructor(rules: readonly ReadyRule[]) {
    this.#rules = rules;
    rules.forEach(({ rule, wanted }, index) => {
      const entries = rule.anchor === 'rule' && rule.allows ? wanted.map((one) => one.entries) : [undefined];
      if (entries.includes(undefined)) this.#always.push(index);
      else for (const entry of new Set(entries.flatMap((one) => one ?? []))) listIn(this.#byEntry, entry).push(index);
    });
  }

  /** The rules to ask of a role with these entries of `resources`, in their order. */
  about(resources: ReadonlySet<string>): readonly ReadyRule[] {
    if (resources.has('*')) return this.#rules;
    const asked = new Set(this.#always);
    for (const entry of resources) for (const index of this.#byEntry.get(entry) ?? []) asked.add(index);
    return [...asked].sort((a, b) => a - b).flatMap((index) => this.#rules[index] ?? []);
  }
}
