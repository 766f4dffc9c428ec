// Flags of the components of the cluster, wherever the files say how these are started. They are no objects of the API, so they are looked at once, not by world.
import { startedComponents, type ComponentSources } from '#cluster/components.js';
import { isTrue } from '#cluster/cluster-configuration.js';
import { itemsOf, type Flag, type FlagValue } from '#cluster/command-line.js';
import type { ComponentFlags } from '#cluster/component.js';
import { durationSeconds } from '#cluster/structured-configuration.js';
import type { Finding } from '#finding/finding.js';
import { inside, text, type Part } from '#kube/part.js';
import type { BadSetting, SettingRule } from '#rule/rule.js';
import type { Place } from '#source/document.js';
import { findingOf } from './finding-of.js';

/** Findings of all setting rules about files that may start components, each at the argument or list item; where a flag is not given, at the command it is missing from. */
export function* checkSettings(rules: readonly SettingRule[], { documents, others }: ComponentSources): Generator<Finding> {
  if (rules.length === 0) return;
  const own = { documents: documents.filter(({ file }) => !file.cluster), others: others.filter(({ cluster }) => !cluster) };
  for (const { part, started } of startedComponents(own)) {
    for (const rule of rules) {
      if (rule.component !== started.component) continue;
      const found = badPlace(rule, started);
      if (found) yield settingFinding(rule, part, started, found);
    }
  }
}

interface Found {
  readonly place: Place;
  /** The item or value that is bad; what is missing; '' when the flag is absent. */
  readonly value: string;
}

function badPlace({ flag: name, bad, absent, decidedBy }: SettingRule, { flags, source, place, isOpen = false }: ComponentFlags): Found | undefined {
  const flag = flags.get(name);
  if (flag) return bad && badValue(flag, bad);
  return !isOpen && absent?.some((one) => one === source) && !decidedBy?.some((other) => flags.has(other)) ? { place, value: '' } : undefined;
}

function badValue(flag: Flag, { is, isNot, has, lacks, begins, over, given }: BadSetting): Found | undefined {
  const items = itemsOf(flag);
  const value = plainValue(flag);
  const item = items.find((one) => has?.includes(one.value) === true || begins?.some((start) => one.value.startsWith(start)) === true);
  if (item) return item;
  const missing = lacks?.find((wanted) => !items.some((one) => one.value === wanted || one.value === '*'));
  if (missing !== undefined) return { place: flag.place, value: missing };
  const seconds = over === undefined ? undefined : durationSeconds(flag.value);
  const isBad = given === true || is?.includes(value) === true || (isNot !== undefined && !isNot.includes(value)) || (over !== undefined && seconds !== undefined && seconds > over);
  return isBad ? { place: flag.place, value: flag.value } : undefined;
}

/** Booleans by one name each: Go reads `1`, `t` and `TRUE` as well. */
function plainValue(flag: FlagValue & { readonly name?: string }): string {
  if (!/^(?:t|T|TRUE|true|True|f|F|FALSE|false|False)$/.test(flag.value)) return flag.value;
  return String(isTrue(flag as Flag, false));
}

function settingFinding(rule: SettingRule, part: Part | undefined, { component }: ComponentFlags, { place, value }: Found): Finding {
  const metadata = inside(part, 'metadata');
  const [group = '', version = ''] = text(part, 'apiVersion').includes('/') ? text(part, 'apiVersion').split('/') : ['', text(part, 'apiVersion')];
  return findingOf(rule, {
    severity: rule.severity,
    place,
    object: { group, version, kind: text(part, 'kind') || component, namespace: text(metadata, 'namespace'), name: text(metadata, 'name') || component },
    subjects: [],
    evidence: [],
    words: { component, value, setting: value === '' ? `no --${rule.flag}` : `--${rule.flag}=${value}` },
    key: rule.flag,
  });
}
