// Compiles technique rules into Horn clauses: permissions parsed, families made one by one, alternatives as clauses of their own.
import type { RbacKind } from './bound-roles.js';
import type { Confidence } from '#finding/finding.js';
import { parsePermission, type Permission } from '#rule/permission.js';
import type { NamesMode, Premise, TechniqueRule } from '#rule/rule.js';
import { techniqueFact, type NamedFact } from './facts.js';
import { anywhere, everywhere } from './node.js';
import { noTechnique } from './store.js';

/** A set of permissions, any of which will do; techniques that ask for the same share it. */
export interface PermissionPattern {
  /** Node type of its holders. */
  readonly type: string;
  readonly permissions: readonly Permission[];
  readonly names: NamesMode;
  /** Only grants in the whole cluster count: the resource is cluster-scoped. */
  readonly clusterOnly: boolean;
}

export interface CompiledPremise {
  readonly type: string;
  /** Scope it is always taken in: `*`, `anywhere` or a namespace; undefined is that of the instance. */
  readonly scope: string | undefined;
  /** True when the name of the instance limits it. */
  readonly named: boolean;
  /** Names are those of roles that bindings refer to, of this kind. */
  readonly roles: RbacKind | undefined;
}

/** One family member of a technique rule, or one alternative of a `oneOf`, or a `together`: these give a capability of their own. */
export interface Clause {
  /** `noTechnique` for alternatives and what is held together: they are no step. */
  readonly technique: number;
  /** One identity must hold all premises. */
  readonly together: boolean;
  readonly premises: readonly CompiledPremise[];
  readonly where: readonly NamedFact[];
  readonly gives: readonly string[];
  readonly givesIn: string | undefined;
  readonly givesAll: boolean;
}

/** A technique as edges refer to it. */
export interface Technique {
  /** From 1; 0 is no technique. */
  readonly index: number;
  readonly rule: TechniqueRule;
  /** Position of the rule's confidence among `confidences`. */
  readonly doubt: number;
}

/** From the surest. */
export const confidences: readonly Confidence[] = ['high', 'medium', 'low'];

export interface Techniques {
  readonly list: readonly Technique[];
  readonly clauses: readonly Clause[];
  readonly patterns: readonly PermissionPattern[];
}

/** Custom resources (`workflows.argoproj.io`) that carry something for their author. */
export type EmbeddedResources = Readonly<Record<NonNullable<TechniqueRule['embeds']>, readonly string[]>>;

/** Compiles all technique rules of a rule set, in order of id. A permission that cannot be parsed was refused when the rule was loaded. */
export function compileTechniques(rules: readonly TechniqueRule[], embedded: EmbeddedResources): Techniques {
  const compiler = new Compiler(embedded);
  for (const rule of rules) compiler.add(rule);
  return { list: compiler.list, clauses: compiler.clauses, patterns: [...compiler.patterns.values()] };
}

type Fill = (text: string) => readonly string[];

class Compiler {
  readonly list: Technique[] = [];
  readonly clauses: Clause[] = [];
  readonly patterns = new Map<string, PermissionPattern>();
  #alternatives = 0;
  readonly #embedded: EmbeddedResources;

  constructor(embedded: EmbeddedResources) {
    this.#embedded = embedded;
  }

  add(rule: TechniqueRule): void {
    const technique = { index: this.list.length + 1, rule, doubt: confidences.indexOf(rule.confidence) };
    this.list.push(technique);
    for (const value of rule.each ?? ['']) {
      const fill = rule.embeds ? manyOf(this.#embedded[rule.embeds]) : filled(value);
      this.clauses.push({
        technique: technique.index,
        together: false,
        premises: rule.needs.map((premise) => this.#premise(premise, fill, false)),
        where: (rule.where ?? []).flatMap(fill).map(techniqueFact),
        gives: [rule.gives].flat().flatMap(fill),
        givesIn: scopeOf(rule.givesIn),
        givesAll: rule.givesAll ?? false,
      });
    }
  }

  /** `together`: it stands among what one identity must hold. */
  #premise(premise: Premise, fill: Fill, together: boolean): CompiledPremise {
    if ('together' in premise) return this.#together(premise.together, fill);
    const scope = scopeOf(premise.in);
    if ('holds' in premise) {
      const type = fill(premise.holds)[0] ?? premise.holds;
      return { type, scope, named: premise.names === 'each', roles: undefined };
    }
    if ('oneOf' in premise) return { type: this.#oneOf(premise.oneOf, fill, scope, together), scope, named: false, roles: undefined };
    const names = premise.names ?? 'any';
    const pattern = this.#pattern(premise.can.flatMap(fill), names, scope === everywhere);
    const roles = names === 'clusterrole-of-binding' ? 'ClusterRole' : names === 'role-of-binding' ? 'Role' : undefined;
    return { type: pattern.type, scope, named: names === 'each' || roles !== undefined, roles };
  }

  #oneOf(alternatives: readonly (readonly Premise[])[], fill: Fill, scope: string | undefined, together: boolean): string {
    const type = `one:${(this.#alternatives += 1)}`;
    for (const needs of alternatives) {
      const premises = needs.map((premise) => this.#premise(premise, fill, together));
      this.clauses.push({ technique: noTechnique, together, premises, where: [], gives: [type], givesIn: scope === anywhere ? undefined : scope, givesAll: true });
    }
    return type;
  }

  /** A capability of its own: named where a part of it is, and in one scope where all of it is. */
  #together(needs: readonly Premise[], fill: Fill): CompiledPremise {
    const type = `both:${(this.#alternatives += 1)}`;
    const premises = needs.map((premise) => this.#premise(premise, fill, true));
    const fixed = premises.map(({ scope }) => scope);
    const scope = fixed.includes(undefined) ? undefined : (fixed.find((each) => each !== anywhere) ?? everywhere);
    const named = premises.some((premise) => premise.named);
    this.clauses.push({ technique: noTechnique, together: true, premises, where: [], gives: [type], givesIn: scope, givesAll: !named });
    return { type, scope, named, roles: premises.find((premise) => premise.roles)?.roles };
  }

  #pattern(texts: readonly string[], names: NamesMode, clusterOnly: boolean): PermissionPattern {
    const key = JSON.stringify([texts, names, clusterOnly]);
    const known = this.patterns.get(key);
    if (known) return known;
    const made = { type: `can:${this.patterns.size}`, permissions: texts.map(parsePermission).filter((permission) => permission !== undefined), names, clusterOnly };
    this.patterns.set(key, made);
    return made;
  }
}

function scopeOf(text: string | undefined): string | undefined {
  return text === 'cluster' ? everywhere : text;
}

function filled(value: string): Fill {
  const colon = value.indexOf(':');
  const [verb, resource] = colon < 0 ? ['', value] : [value.slice(0, colon), value.slice(colon + 1)];
  return (text) => [text.replaceAll('$verb', verb).replaceAll('$resource', resource)];
}

function manyOf(values: readonly string[]): Fill {
  return (text) => (text.includes('$resource') ? values.map((value) => text.replaceAll('$resource', value)) : [text]);
}
