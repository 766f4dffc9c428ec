// Builds dist/: one minified CommonJS file for the CLI, and its heavy parts as sibling files that are loaded only when needed. Same source, same bytes.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { ModuleKind, ScriptTarget, transpileDeclaration } from 'typescript';
import { buildParts, type Part } from './bundle-parts.js';
import { compileRules } from './compile-rules.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * What dist/ holds: one line for each command and each part that is loaded only when needed, most wanted first, for the first that needs a module owns it.
 * To add one, add a line here and load its entry with `await import('#folder/file.js')`.
 */
const parts: readonly Part[] = [
  { out: 'sa-lint.cjs', entry: 'src/cli/main.ts', executable: true, alone: true },
  { out: 'lint.cjs', entry: 'src/cli/lint-command.ts' },
  { out: 'report-json.cjs', entry: 'src/report/json.ts' },
  { out: 'report-text.cjs', entry: 'src/report/text.ts' },
  { out: 'report-sarif.cjs', entry: 'src/report/sarif.ts' },
  { out: 'report-markdown.cjs', entry: 'src/report/markdown.ts' },
  { out: 'report-github.cjs', entry: 'src/report/github.ts' },
  { out: 'report-junit.cjs', entry: 'src/report/junit.ts' },
  { out: 'rules.cjs', entry: 'src/cli/rules-command.ts' },
  { out: 'graph.cjs', entry: 'src/cli/graph-command.ts' },
  { out: 'picture.cjs', entry: 'src/cli/picture.ts' },
  { out: 'access.cjs', entry: 'src/cli/access-command.ts' },
  { out: 'admit.cjs', entry: 'src/cli/admit-command.ts' },
  { out: 'identities.cjs', entry: 'src/cli/identities-command.ts' },
  { out: 'diff.cjs', entry: 'src/cli/diff-command.ts' },
  { out: 'init.cjs', entry: 'src/cli/init.ts' },
  { out: 'completion.cjs', entry: 'src/cli/completion.ts' },
  { out: 'config.cjs', entry: 'src/cli/config.ts' },
  { out: 'base.cjs', entry: 'src/cli/base.ts' },
  { out: 'rule-files.cjs', entry: 'src/rule/load.ts' },
  { out: 'index.cjs', entry: 'src/index.ts' },
  { out: 'action.cjs', entry: 'src/action/main.ts' },
  { out: 'globby.cjs', entry: 'src/source/chunks/globby.ts', alone: true },
  { out: 'ignore.cjs', entry: 'src/source/chunks/ignore.ts', alone: true },
];

/** Puts the compiled rules in the place of the module that reads them from disk: no YAML is parsed at start. */
function compiledRules(): Plugin {
  return {
    name: 'compiled-rules',
    setup(bundle) {
      bundle.onLoad({ filter: /[\\/]src[\\/]rule[\\/]builtin\.ts$/ }, () => ({ contents: compiled.module, loader: 'ts', resolveDir: join(root, 'src/rule') }));
    },
  };
}

/**
 * Files of data beside the code, by name: V8 scans no byte of them before they are asked for. Small ones stay in it: opening a file takes longer. Of package.json
 * only the version is taken, in place.
 */
const data = new Map<string, string>();
const smallest = 4096;

function dataBeside(): Plugin {
  return {
    name: 'data-beside',
    setup(bundle) {
      bundle.onLoad({ filter: /\.json$/ }, ({ path }) => {
        const parsed = JSON.parse(readFileSync(path, 'utf8')) as { version?: string };
        if (path === join(root, 'package.json')) return { contents: JSON.stringify({ version: parsed.version }), loader: 'json' };
        const name = relative(root, path).replace(/^(src|rules)[\\/]/, '').replaceAll(/[\\/]/g, '-');
        const text = JSON.stringify(parsed);
        if (text.length < smallest) return { contents: `module.exports = JSON.parse(${JSON.stringify(text)})`, loader: 'js' };
        data.set(name, text);
        return { contents: `module.exports = JSON.parse(require('node:fs').readFileSync(__dirname + ${JSON.stringify(`/${name}`)}, 'utf8'))`, loader: 'js' };
      });
    },
  };
}

const compiled = compileRules();
if (compiled.problems.length > 0) {
  for (const problem of compiled.problems) console.error(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
  process.exit(2);
}

/** Elsewhere than in dist/ only for tests: `npm run bundle -- DIRECTORY`. */
const dist = resolve(root, process.argv[2] ?? 'dist');
/** `.cts`: the types of a CommonJS file. */
const typesFile = 'index.d.cts';
mkdirSync(dist, { recursive: true });

const texts = await buildParts(root, parts, {
  absWorkingDir: root,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  legalComments: 'none',
  // A single character outside Latin-1 would make V8 keep and scan the whole file as two-byte text.
  charset: 'ascii',
  // Parts are loaded by `require`: `import()` would start the loader of ES modules, 20 ms.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
  define: {
    SA_LINT_BUNDLED: 'true',
    // `createRequire(import.meta.url)` works on a file name as well.
    'import.meta.url': '__filename',
  },
  plugins: [compiledRules(), dataBeside()],
});
for (const { out, executable } of parts) {
  const text = texts.get(out) ?? '';
  write(out, executable && !text.startsWith('#!') ? `#!/usr/bin/env node\n${text}` : text, executable ? 0o755 : 0o644);
}
data.set('rules.json', compiled.rules).set('rule-prose.json', compiled.prose).set('rule-examples.json', compiled.examples);
// What editors and other programs check files and reports with.
for (const [name, file] of [['config.schema.json', 'src/config/schema.json'], ['findings.schema.json', 'src/report/findings.schema.json']] as const) data.set(name, JSON.stringify(JSON.parse(readFileSync(join(root, file), 'utf8'))));
for (const [name, text] of data) write(name, `${text}\n`, 0o644);

write(typesFile, publicTypes('src/index.ts'), 0o644);

const expected = new Set(parts.map(({ out }) => out).concat(typesFile, ...data.keys()));
if (process.argv[2] === undefined) for (const name of readdirSync(dist)) if (!expected.has(name)) rmSync(join(dist, name), { recursive: true });

/** Types of a module that names no types of others: its text alone is enough. */
function publicTypes(entry: string): string {
  const { outputText, diagnostics = [] } = transpileDeclaration(readFileSync(join(root, entry), 'utf8'), {
    fileName: entry,
    reportDiagnostics: true,
    compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022, isolatedDeclarations: true, declaration: true },
  });
  if (diagnostics.length > 0 || / from ['"]/.test(outputText)) throw new Error(`${entry} needs types of other modules: write them out in it`);
  return outputText;
}

function write(out: string, text: string, mode: number): void {
  const path = join(dist, out);
  writeFileSync(path, text);
  chmodSync(path, mode);
  console.log(`${basename(path).padEnd(18)} ${(Buffer.byteLength(text) / 1024).toFixed(1).padStart(7)} KB`);
}
