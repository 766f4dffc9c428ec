// Prints what a user waits for, beside the floor measured in the same run: `npm run bench [-- --runs N] [--large] [--corpus DIR]`. Whole processes, medians.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { generate } from './generate.js';
import { benchPicture } from './picture.js';
import { benchScale } from './scale.js';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    corpus: { type: 'string', default: '../shared/corpus/real' },
    large: { type: 'boolean', default: false },
  },
});
// NODE_EXTRA_CA_CERTS adds 60–80 ms to every start of Node 20 where it is set. The code that is kept between runs is the bench's own.
const work = mkdtempSync(join(tmpdir(), 'sa-lint-bench-'));
const env: NodeJS.ProcessEnv = { ...process.env, NODE_EXTRA_CA_CERTS: undefined, XDG_CACHE_HOME: work, LOCALAPPDATA: work };
const [cli, floor, empty, peak] = ['dist/sa-lint.cjs', 'bench/floor.cjs', join(work, 'empty.cjs'), './bench/peak.cjs'];
const [modelling, decisions] = await bundleStages('modelling', 'decisions');

/** What is measured: a command, the floor it stands on, and how far it may be above it. */
interface Figure {
  readonly name: string;
  readonly command: readonly string[];
  readonly floor: readonly string[];
  /** At most so many milliseconds more than the floor, so many times the floor, or so many milliseconds. */
  readonly target?: { readonly plus: number } | { readonly times: number } | { readonly milliseconds: number };
  /** At most so many MB at the peak. */
  readonly memory?: number;
  readonly runs?: number;
  /** Where it runs; here when left out. */
  readonly directory?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const lint = (...paths: string[]) => [cli, '--format', 'json', ...paths];

function figures(): Figure[] {
  const small = 'fixtures/quickstart';
  const list: Figure[] = [
    { name: 'sa-lint --version', command: [cli, '--version'], floor: [empty], target: { plus: 15 } },
    { name: 'lint of 5 files', command: lint(small), floor: [empty], target: { plus: 60 } },
    { name: 'the same, first run ever', command: lint(small), floor: [empty], env: { NODE_DISABLE_COMPILE_CACHE: '1' } },
  ];
  if (existsSync(options.corpus)) {
    const trees = readdirSync(options.corpus).map((name) => join(options.corpus, name));
    const largest = trees.toSorted((a, b) => bytesIn(b) - bytesIn(a)).slice(0, 3);
    const named = ['kube-prometheus', 'istio'].map((name) => join(options.corpus, name)).filter((path) => existsSync(path));
    for (const tree of [...new Set([...named, ...largest]), options.corpus]) {
      const name = `${relative(join(options.corpus, '..'), tree)}, ${(bytesIn(tree) / 1e6).toFixed(1)} MB`;
      list.push({ name: `lint ${name}`, command: lint(tree), floor: [floor, tree], target: { times: 2.5 } });
      list.push({ name: `read and model ${name}`, command: [modelling, tree], floor: [floor, tree], target: { times: 2 } });
    }
    const hooked = treeOfFiles(trees, 30);
    list.push({ name: `hook on ${relative(join(options.corpus, '..'), hooked)}, ${manifestsIn(hooked).length} files`, command: [resolve(cli), '--changed', manifestsIn(hooked)[0] ?? '.'], directory: hooked, floor: [empty], target: { milliseconds: 150 } });
  } else console.log(`${options.corpus} is not there: its figures are left out`);
  for (const [count, milliseconds, memory] of options.large ? ([[20_000, 1000, 400], [100_000, 6000, 1500]] as const) : ([[20_000, 1000, 400]] as const)) {
    const tree = join(work, `generated-${count}`);
    const files = generate(tree, count);
    const name = `${count} objects, ${files} files, ${(bytesIn(tree) / 1e6).toFixed(0)} MB`;
    list.push({ name: `lint ${name}`, command: lint(tree), floor: [floor, tree], target: { milliseconds }, memory, runs: 3 });
    list.push({ name: `read and model ${name}`, command: [modelling, tree], floor: [floor, tree], target: { times: 2 }, runs: 3 });
    list.push({ name: `who-can on ${count} objects`, command: [cli, 'who-can', 'get', 'secrets', '-n', 'team-1', tree], floor: [floor, tree], target: { milliseconds: 1000 }, runs: 3 });
    list.push({ name: `a million decisions on ${count} objects`, command: [decisions, tree], floor: [floor, tree], runs: 3 });
  }
  return list;
}

console.log(`node ${process.version}, ${process.platform} ${process.arch}; medians of whole processes, floor and command in turn\n`);
console.log(row('', 'floor', 'measured', 'ratio', 'target', 'peak', 'peak of floor'));
const verdicts: string[] = [];
for (const figure of figures()) {
  const { floor: base, command: measured } = compare(figure, figure.runs ?? Number(options.runs));
  const { limit, target } = targetOf(figure, base);
  const [memory, memoryOfFloor] = [peakOf(figure.command, figure), peakOf(figure.floor, figure)];
  console.log(row(figure.name, ms(base), ms(measured), `${(measured / base).toFixed(2)} ×`, target, `${memory} MB`, `${memoryOfFloor} MB`));
  if (measured > limit) verdicts.push(`missed: ${figure.name}: ${ms(measured - limit)} above ${target} (${(measured / limit).toFixed(2)} × the target)`);
  if (figure.memory !== undefined && memory > figure.memory) verdicts.push(`missed: ${figure.name}: ${memory - figure.memory} MB above ${figure.memory} MB`);
}
console.log('');
for (const tree of [...(existsSync(options.corpus) ? [options.corpus] : []), join(work, 'generated-20000')]) verdicts.push(...formattingShares(tree, tree === options.corpus));
verdicts.push(...benchScale(work, options.large, (tree) => median(Array.from({ length: 3 }, () => timeOf(lint(tree), {})))));
if (existsSync(options.corpus)) verdicts.push(...(await benchPicture(cli, largestTree(), join(work, 'picture.html'))));
for (const verdict of verdicts) console.log(verdict);
console.log(verdicts.length === 0 ? 'every target is met' : `${verdicts.length} missed`);
rmSync(work, { recursive: true });

/** Milliseconds that are allowed, and how the table says it. */
function targetOf({ target }: Figure, base: number): { limit: number; target: string } {
  if (!target) return { limit: Number.POSITIVE_INFINITY, target: '' };
  if ('plus' in target) return { limit: base + target.plus, target: `floor + ${target.plus} ms` };
  if ('times' in target) return { limit: base * target.times, target: `${target.times} × floor` };
  return { limit: target.milliseconds, target: `${target.milliseconds} ms` };
}

/** Medians of both, taken in turn so that a busy moment hits both alike; one run of each before does not count. */
function compare(figure: Figure, runs: number): { floor: number; command: number } {
  const times: { floor: number[]; command: number[] } = { floor: [], command: [] };
  for (let run = 0; run <= runs; run++) {
    for (const which of ['floor', 'command'] as const) {
      const time = timeOf(figure[which], figure);
      if (run > 0) times[which].push(time);
    }
  }
  return { floor: median(times.floor), command: median(times.command) };
}

function timeOf(args: readonly string[], { env: more, directory }: Pick<Figure, 'env' | 'directory'>): number {
  const started = process.hrtime.bigint();
  const { status, signal } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'], env: { ...env, ...more }, ...(directory === undefined ? {} : { cwd: directory }) });
  const time = Number(process.hrtime.bigint() - started) / 1e6;
  if (status === null || ![0, 1, 3].includes(status)) throw new Error(`${args.join(' ')} ended with ${status ?? signal}`);
  return time;
}

/** Peak resident memory in MB, from a run of its own: the preload that reports it costs time. */
function peakOf(args: readonly string[], { directory = '.' }: Pick<Figure, 'directory'>): number {
  const { output } = spawnSync(process.execPath, ['--require', resolve(peak), ...args], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], env, encoding: 'utf8', cwd: directory });
  return Math.round(Number(output[3]) / 1024);
}

/** Programs of bench/ that run a part of the pipeline, each as a bundle of its own, built as dist/ is. */
async function bundleStages<const Names extends readonly string[]>(...names: Names): Promise<{ [Index in keyof Names]: string }> {
  const define = { SA_LINT_BUNDLED: 'true', 'import.meta.url': '__filename' };
  const entryPoints = names.map((name) => `bench/${name}.ts`);
  await build({ entryPoints, outdir: work, outExtension: { '.js': '.cjs' }, bundle: true, minify: true, platform: 'node', target: 'node20', format: 'cjs', define, logLevel: 'error' });
  await build({ stdin: { contents: '' }, outfile: empty, format: 'cjs' });
  for (const part of ['globby.cjs', 'ignore.cjs']) cpSync(join('dist', part), join(work, part));
  return names.map((name) => join(work, `${name}.cjs`)) as { [Index in keyof Names]: string };
}

/**
 * What each report adds to a run that writes none: a run with two of them tells what the second costs. Prints it, and gives a sentence for each that adds too much
 * where people's manifests are looked at: the generated ones are made to bring several findings an object.
 */
function formattingShares(tree: string, isReal: boolean): string[] {
  const most = 0.15;
  const runOf = (...formats: readonly string[]): number => median(Array.from({ length: 5 }, () => timeOf([cli, ...formats.flatMap((format) => ['--format', `${format}=${join(work, 'report')}.${format}`]), tree], {})));
  const [asJson, asText, asSarif, both] = [runOf('json'), runOf('text'), runOf('sarif'), runOf('json', 'text')];
  const costOfJson = both - asText;
  const without = asJson - costOfJson;
  const costs = { text: both - asJson, json: costOfJson, sarif: asSarif - without };
  return Object.entries(costs).flatMap(([format, cost]) => {
    const share = cost / without;
    console.log(`${format} of ${tree.startsWith(work) ? relative(work, tree) : tree}: ${ms(cost)}, ${(share * 100).toFixed(1)} % of a run without report (${ms(without)})${isReal ? `, target ${most * 100} %` : ''}`);
    return isReal && share > most ? [`missed: ${format} of ${tree} adds ${(share * 100).toFixed(1)} %`] : [];
  });
}

function largestTree(): string {
  return readdirSync(options.corpus).map((name) => join(options.corpus, name)).toSorted((a, b) => bytesIn(b) - bytesIn(a))[0] ?? options.corpus;
}

/** The tree with as many files as are wanted, or nearly. */
function treeOfFiles(trees: readonly string[], wanted: number): string {
  const difference = (tree: string): number => Math.abs(manifestsIn(tree).length - wanted);
  return trees.toSorted((a, b) => difference(a) - difference(b))[0] ?? options.corpus;
}

/** Manifests of a tree, relative to it, in the order of their names. */
function manifestsIn(tree: string): string[] {
  return readdirSync(tree, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/i.test(entry.name))
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)))
    .toSorted();
}

function bytesIn(tree: string): number {
  return manifestsIn(tree).reduce((sum, name) => sum + statSync(join(tree, name)).size, 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

function ms(value: number): string {
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(2)} s`;
}

function row(name: string, ...cells: readonly string[]): string {
  return name.padEnd(58) + cells.map((cell) => cell.padStart(16)).join('');
}
