// Writes what can be read off the project itself: a page a rule, the facts that rules may name, the README's table and its real output. `npm run docs [-- --check]`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtinDirectory } from '#rule/builtin.js';
import { worstSeverity } from '#rule/cards.js';
import { loadRuleDirectory } from '#rule/load.js';
import { everyRule } from '#rule/rule-set.js';
import { kinds, type Example, type Kind, type Rule } from '#rule/rule.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const loaded = loadRuleDirectory(builtinDirectory, 'rules');
for (const { file, line, column, message } of loaded.problems) console.error(`${file}:${line}:${column}: ${message}`);
if (loaded.problems.length > 0) process.exit(2);
const rules = everyRule(loaded.rules);

/** What a kind is for, as headings of the table. */
const kindTitles: Readonly<Record<Kind, string>> = {
  path: 'Paths',
  grant: 'Grants',
  object: 'Objects',
  setting: 'Settings: flags of the components of a cluster',
  technique: 'Techniques: the moves paths are made of',
  foothold: 'Footholds: where paths begin',
  sink: 'Sinks: where paths end',
};

function rulePage(rule: Rule): string {
  const { cis, mitre, microsoft, owasp, urls = [] } = rule.references;
  const severity = typeof rule.severity === 'string' ? rule.severity : Object.entries(rule.severity).map(([reach, value]) => `${value} (${reach})`).join(', ');
  const catalogues = Object.entries({ CIS: cis, 'MITRE ATT&CK': mitre, 'Microsoft threat matrix': microsoft, OWASP: owasp });
  return [
    `<!-- Generated from ${rule.source} by npm run docs. -->`,
    `# ${rule.title}`,
    `\`${rule.id}\` · [${rule.kind}](../../${rule.source}) · severity ${severity} · confidence ${rule.confidence}`,
    rule.rationale.trim(),
    '## What to do',
    rule.remediation.trim(),
    ...(rule.kind === 'setting' ? [`## Default\n\n\`--${rule.flag}\`: ${rule.default}`] : []),
    ...(rule.kind === 'technique' ? [`## In a path\n\n“${rule.step}”`] : []),
    '## Reported',
    ...rule.examples.bad.flatMap(exampleText),
    '## Not reported',
    ...rule.examples.good.flatMap(exampleText),
    '## References',
    [...catalogues.flatMap(([name, ids]) => (ids ? [`- ${name}: ${ids.join(', ')}`] : [])), ...urls.map((url) => `- <${url}>`)].join('\n'),
  ].join('\n\n') + '\n';
}

function exampleText({ title, manifests, options }: Example): string[] {
  const given = [...(options?.complete ? ['`--complete`'] : []), ...(options?.namespace ? [`\`--namespace ${options.namespace}\``] : [])];
  return [`${title}${given.length > 0 ? ` (with ${given.join(', ')})` : ''}:`, `\`\`\`yaml\n${manifests.trimEnd()}\n\`\`\``];
}

function rulesTable(): string {
  return (Object.keys(kindTitles) as Kind[])
    .filter((kind) => rules.some((rule) => rule.kind === kind))
    .map((kind) => {
      const rows = rules.filter((rule) => rule.kind === kind).map((rule) => `| [${rule.id}](docs/rules/${rule.id}.md) | ${worstSeverity(rule)} | ${rule.title} |`);
      return [`**${kindTitles[kind]}**`, '', '| rule | severity | |', '|---|---|---|', ...rows].join('\n');
    })
    .join('\n\n');
}

/** The tables of facts in src/check, and whose they are. */
const factTables: Readonly<Record<string, string>> = {
  'object-facts.ts': 'Object rules',
  'account-facts.ts': 'Object rules, of ServiceAccounts',
  'workload-facts.ts': 'Object rules, of workloads',
  'credential-facts.ts': 'Object rules, of kubeconfigs (kind Config, each entry of users and clusters by itself) and certificate requests',
  'grant-facts.ts': 'Grant rules',
  'policy-facts.ts': 'Grant rules, of the policy rule that matches',
  'position-facts.ts': 'Foothold and sink rules',
};

/** Facts and their doc comments, read off the tables. */
function factsPage(): string {
  const forgotten = readdirSync(join(root, 'src/check')).filter((file) => file.endsWith('-facts.ts') && factTables[file] === undefined);
  if (forgotten.length > 0) throw new Error(`scripts/docs.ts: say in factTables whose facts ${forgotten.join(', ')} holds`);
  const sections = Object.entries(factTables).map(([file, title]) => {
    const text = readFileSync(join(root, 'src/check', file), 'utf8');
    const entries = [...text.matchAll(/^ {2}\/\*\* (.+?) \*\/\n {2}'?([a-z][a-z-]*)'?: (\(value\))?/gm)];
    const rows = entries.map(([, words, name, valued]) => `| \`${name}${valued ? ':VALUE' : ''}\` | ${words} |`);
    return [`## ${title}`, '', '| fact | holds when |', '|---|---|', ...rows].join('\n');
  });
  return `<!-- Generated from src/check/*-facts.ts by npm run docs. -->\n# Facts\n\nWhat rules may ask for in \`where\`. All of a list have to hold; \`not-\` in front negates, \`a or b\` is one of them.\n\n${sections.join('\n\n')}\n`;
}

/** What a command of the README prints; its exit code stands in the text around it. */
function outputOf(command: string): string {
  const [, ...args] = command.split(' ');
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } });
  if (status === null || status === 2) throw new Error(`${command} failed: ${stderr}`);
  return stdout.trimEnd();
}

/** Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->`. */
function fill(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`README.md lacks ${open} … ${close}`);
  return `${text.slice(0, from + open.length)}\n\n${content}\n\n${text.slice(to)}`;
}

const quickstart = 'node dist/sa-lint.cjs fixtures/quickstart';
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const pages = new Map<string, string>([
  ...rules.map((rule) => [`docs/rules/${rule.id}.md`, rulePage(rule)] as const),
  ['docs/facts.md', factsPage()],
  ['README.md', fill(fill(readme, 'output', `\`\`\`console\n$ ${quickstart}\n${outputOf(quickstart)}\n\`\`\``), 'rules', rulesTable())],
]);

const stale = [...pages].filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text).map(([path]) => path);
mkdirSync(join(root, 'docs/rules'), { recursive: true });
const left = readdirSync(join(root, 'docs/rules')).map((file) => `docs/rules/${file}`).filter((path) => !pages.has(path));

if (process.argv.includes('--check')) {
  const complaints = [...stale.map((path) => `${path} is not what npm run docs writes`), ...left.map((path) => `${path} belongs to no rule`)];
  for (const complaint of complaints.slice(0, 10)) console.error(complaint);
  if (complaints.length > 10) console.error(`and ${complaints.length - 10} more`);
  if (stale.length + left.length > 0) {
    console.error('run npm run docs and commit the result');
    process.exitCode = 1;
  }
} else {
  for (const path of stale) writeFileSync(join(root, path), pages.get(path) ?? '');
  for (const path of left) rmSync(join(root, path));
  console.log(`${pages.size} pages, ${stale.length} written, ${left.length} removed; ${kinds.map((kind) => `${rules.filter((rule) => rule.kind === kind).length} ${kind}`).join(', ')} rules`);
}
