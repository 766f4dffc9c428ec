// Compiles technique rules: permissions parsed, families made one by one, premises with the node type they ask for.
import { parsePermission, type Permission } from '#rule/permission.js';
import type { NamesMode, Premise, TechniqueRule } from '#rule/rule.js';

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
  /** Scope it is always taken in: `*` or a namespace; undefined is that of the instance. */
  readonly scope: string | undefined;
  /** True when the name of the instance limits it. */
  readonly named: boolean;
  readonly pattern: PermissionPattern | undefined;
}

export interface Technique {
  /** From 1; 0 is no technique. */
  readonly index: number;
  readonly rule: TechniqueRule;
  readonly premises: readonly CompiledPremise[];
  readonly where: readonly string[];
  readonly gives: string;
  readonly givesIn: string | undefined;
}

export interface Techniques {
  readonly list: readonly Technique[];
  readonly patterns: readonly PermissionPattern[];
}

/** Compiles all technique rules of a rule set, in order of id. A permission that cannot be parsed was refused when the rule was loaded. */
export function compileTechniques(rules: readonly TechniqueRule[]): Techniques {
  const patterns = new Map<string, PermissionPattern>();
  const list: Technique[] = [];
  for (const rule of rules) {
    for (const resource of rule.each ?? ['']) {
      const fill = (text: string): string => text.replaceAll('$resource', resource);
      list.push({
        index: list.length + 1,
        rule,
        premises: rule.needs.map((premise) => compilePremise(premise, fill, patterns)),
        where: (rule.where ?? []).map(fill),
        gives: fill(rule.gives),
        givesIn: rule.givesIn === 'cluster' ? '*' : rule.givesIn,
      });
    }
  }
  return { list, patterns: [...patterns.values()] };
}

function compilePremise(premise: Premise, fill: (text: string) => string, patterns: Map<string, PermissionPattern>): CompiledPremise {
  const scope = premise.in === 'cluster' ? '*' : premise.in;
  if ('holds' in premise) return { type: premise.holds, scope, named: false, pattern: undefined };
  const names = premise.names ?? 'any';
  const texts = premise.can.map(fill);
  const clusterOnly = scope === '*';
  const key = JSON.stringify([texts, names, clusterOnly]);
  let pattern = patterns.get(key);
  if (!pattern) {
    const permissions = texts.map(parsePermission).filter((permission) => permission !== undefined);
    pattern = { type: `can:${patterns.size}`, permissions, names, clusterOnly };
    patterns.set(key, pattern);
  }
  return { type: pattern.type, scope, named: names === 'each', pattern };
}
