// `sa-lint rules` and `sa-lint explain RULE`: what sa-lint knows.
import { didYouMean } from '#rule/nearest.js';
import { worstSeverity } from '#rule/cards.js';
import { everyRule } from '#rule/rule-set.js';
import type { Rule } from '#rule/rule.js';
import { harmlessJson, prose } from '#report/harmless.js';
import { rulePage } from '#report/links.js';
import { wrapped } from '#report/width.js';
import type { CommandLine } from './arguments.js';
import { loadRules } from './inputs.js';
import { reportTargets, terminal, writeOut, writerFor } from './output.js';
import { UsageError } from './usage-error.js';

/** The table of rules, as text or JSON. */
export async function rulesCommand(line: CommandLine): Promise<number> {
  const [word] = line.words;
  if (word !== undefined) throw new UsageError(`rules takes no argument; sa-lint explain ${word} tells of one rule`);
  const targets = reportTargets(line);
  const rules = everyRule(await loadRules(line));
  for (const target of targets) {
    const { write, end } = writerFor(target);
    write(target.format === 'json' ? tableData(rules) : tableText(rules));
    end();
  }
  return 0;
}

function tableData(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => ({ id: rule.id, kind: rule.kind, severity: worstSeverity(rule), confidence: rule.confidence, title: rule.title, url: rulePage(rule.id) }));
  return `${harmlessJson(JSON.stringify(rows, null, 2))}\n`;
}

function tableText(rules: readonly Rule[]): string {
  const width = Math.max(...rules.map((rule) => rule.id.length));
  return `${rules.map((rule) => `${rule.kind.padEnd(10)} ${rule.id.padEnd(width)}  ${worstSeverity(rule).padEnd(8)}  ${rule.title}`).join('\n')}\n`;
}

/** One rule's page, for a terminal. */
export async function explainCommand(line: CommandLine): Promise<number> {
  const [id, ...more] = line.words;
  if (id === undefined || more.length > 0) throw new UsageError('explain takes one rule id; sa-lint rules lists them');
  const rules = everyRule(await loadRules(line));
  const rule = rules.find((one) => one.id === id);
  if (!rule) throw new UsageError(`there is no rule ${id}${didYouMean(id, rules.map((one) => one.id))}; sa-lint rules lists them`);
  writeOut(explanation(rule, terminal(line, false).width));
  return 0;
}

/** Prose fits `width` columns; manifests and addresses stay as they are, to be copied. */
function explanation(rule: Rule, width: number): string {
  const text = (words: string): string[] => wrapped(prose(words), width);
  const references = Object.entries({ CIS: rule.references.cis, 'MITRE ATT&CK': rule.references.mitre, Microsoft: rule.references.microsoft, OWASP: rule.references.owasp });
  const lines = [
    ...text(`${rule.id} (${rule.kind}, ${worstSeverity(rule)}, ${rule.confidence} confidence)`),
    '',
    ...text(rule.title),
    '',
    ...text(rule.rationale),
    '',
    'What to do',
    ...text(rule.remediation),
    '',
    ...references.flatMap(([name, ids]) => (ids ? text(`${name}: ${ids.join(', ')}`) : [])),
    ...(rule.references.urls ?? []),
  ];
  if (rule.kind === 'setting') lines.push('', ...text(`Default of --${rule.flag}: ${rule.default}`));
  if (rule.kind === 'technique' && rule.proof && rule.proof.length > 0) lines.push('', ...text(`Replayed on a Kubernetes 1.36.3 API server: ${rule.proof.join(', ')}`));
  for (const example of rule.examples.bad) lines.push('', ...text(`Reported: ${example.title}`), '', ...indented(example.manifests));
  for (const example of rule.examples.good) lines.push('', ...text(`Not reported: ${example.title}`), '', ...indented(example.manifests));
  return `${lines.join('\n')}\n`;
}

function indented(text: string): string[] {
  return text.trimEnd().split('\n').map((line) => (line === '' ? '' : `    ${line}`));
}
