// What sa-lint.yaml says, as a type, and what it makes of findings.
import { relative, resolve, sep } from 'node:path';
import type { Ignore } from 'ignore';
import { severities, type Finding, type LintResult, type Severity } from '#finding/finding.js';
import { sortFindings } from '#finding/sort.js';
import { standingAt } from '#finding/standing.js';
import type { Place } from '#source/document.js';
import { loadIgnore } from '#source/lazy.js';

/** What happens to the findings of a rule. */
export type Level = Severity | 'off' | 'on';
export const levels: readonly Level[] = [...severities, 'off', 'on'];

/** Levels by rule id or pattern, in the order of the file. */
export type RuleLevels = readonly { readonly pattern: string; readonly level: Level }[];

export interface Config {
  /** Of the file, for messages. */
  readonly name: string;
  /** Absolute: what paths in the file start from. */
  readonly directory: string;
  readonly rules: RuleLevels;
  readonly paths: readonly { readonly files: readonly string[]; readonly rules: RuleLevels }[];
  readonly exclude: readonly string[];
  readonly 'fail-on'?: string;
  readonly namespace?: string;
  readonly cluster: readonly string[];
  readonly complete?: boolean;
  readonly 'kubernetes-version'?: string;
  readonly 'rule-directories': readonly string[];
  readonly baseline?: string;
}

/** Whether files of these names (relative to the working directory) are left out. */
export function excludes({ directory, exclude }: Config): (file: string) => boolean {
  return exclude.length === 0 ? () => false : matching(directory, exclude);
}

/** The result with the severities that the file gives, without the findings of rules that are off; those are counted. */
export function leveled(result: LintResult, { directory, rules, paths }: Config): LintResult {
  if (rules.length === 0 && paths.length === 0) return result;
  const scopes = [{ fits: () => true, rules: compiled(rules) }, ...paths.map((entry) => ({ fits: matching(directory, entry.files), rules: compiled(entry.rules) }))];
  const levelAt = (rule: string, { file }: Place): Level => {
    let level: Level = 'on';
    for (const { fits, rules: given } of scopes) {
      if (!fits(file.name)) continue;
      for (const { expression, level: next } of given) if (expression.test(rule)) level = next;
    }
    return level;
  };
  const findings = result.findings.flatMap((finding): Finding[] => {
    const left = standingAt(finding, (place) => levelAt(finding.rule, place) !== 'off');
    if (!left) return [];
    const level = worstOf([left.place, ...(left.copies ?? [])].map((place) => levelAt(left.rule, place)), left.severity);
    return [level === left.severity ? left : { ...left, severity: level }];
  });
  return { ...result, findings: sortFindings(findings), hidden: { ...result.hidden, off: result.findings.length - findings.length } };
}

/** Of the levels at several places; `on` is the severity of the rule. */
function worstOf(places: readonly Level[], severity: Severity): Severity {
  const given = places.flatMap((level) => (level === 'on' ? severity : level === 'off' ? [] : level));
  return severities.find((one) => given.includes(one)) ?? severity;
}

function compiled(rules: RuleLevels): readonly { readonly expression: RegExp; readonly level: Level }[] {
  return rules.map(({ pattern, level }) => ({ expression: patternOf(pattern), level }));
}

/** `*` stands for any letters. */
export function patternOf(text: string): RegExp {
  return new RegExp(`^${text.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
}

/** By the rules of .gitignore, from the directory of the file. What lies outside of it fits nothing. */
function matching(directory: string, patterns: readonly string[]): (file: string) => boolean {
  const matcher: Ignore = loadIgnore()({ ignorecase: false }).add([...patterns]);
  return (file) => {
    const below = relative(directory, resolve(file)).replaceAll(sep, '/');
    return below !== '' && !/^\.\.(\/|$)|^([A-Za-z]:)?\//.test(below) && matcher.ignores(below);
  };
}
