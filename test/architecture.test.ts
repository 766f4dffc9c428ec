// Holds the import directions of src/: one folder per stage, and nobody reaches back along the line.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What each folder may import from others, and what to do when that seems too little. `type X`: types only. */
const directions: Readonly<Record<string, { readonly may: readonly string[]; readonly else: string }>> = {
  source: { may: [], else: 'It knows text and no Kubernetes: hand what it lacks in as an option of readFiles.' },
  kube: { may: ['source'], else: 'It says what objects are: whoever knows more about permissions or rules asks the Inventory, not the other way round.' },
  rbac: { may: ['source', 'kube'], else: 'It answers who may do what: let src/graph or src/check join the answer with rules.' },
  cluster: { may: ['source', 'kube', 'rbac'], else: 'It reads the configuration of the cluster itself: hand what it found on to src/check.' },
  finding: { may: ['source', 'kube'], else: 'A finding is the end of the line: put into it what the report needs, in src/check.' },
  rule: { may: ['source', 'generated', 'finding'], else: 'It knows rule files and no cluster: what evaluates rules belongs into src/graph or src/check.' },
  graph: { may: ['source', 'kube', 'rbac', 'cluster', 'rule', 'type finding'], else: 'It builds nodes and edges: findings are made of them in src/check.' },
  check: { may: ['source', 'kube', 'rbac', 'cluster', 'rule', 'graph', 'finding'], else: 'It hands on findings: how they look is decided in src/report.' },
  diff: { may: ['source', 'kube', 'rbac', 'cluster', 'finding'], else: 'It compares what two trees give away: how that looks is decided in src/report.' },
  report: { may: ['source', 'kube', 'finding', 'generated'], else: 'A report is a pure function of the result: put what it lacks into LintResult.' },
  config: { may: ['source', 'rule', 'finding', 'generated'], else: 'It reads the settings: let src/cli act on them.' },
  eslint: { may: ['source', 'finding', 'lint'], else: 'It is a door: it calls lint() and nothing behind it.' },
  generated: { may: [], else: 'It is written by scripts/compile-validators.ts: change the schema instead.' },
  version: { may: [], else: 'It holds one text.' },
  lint: { may: ['source', 'kube', 'rbac', 'cluster', 'rule', 'graph', 'check', 'finding'], else: 'It is the pipeline: what shows results belongs to the doors.' },
};
/** Doors may import everything. */
const doors = ['cli', 'action', 'index'];

/** The only files that touch the disk or a process, and why. */
const outside: Readonly<Record<string, string>> = {
  'source/collect': 'finds and reads the files that are analysed',
  'source/load': 'reads one file for collect',
  'source/gitignore': 'reads .gitignore files for collect',
  'source/walk': 'walks directories for collect',
  'source/links': 'follows links for collect',
  'source/render': 'runs Helm and Kustomize',
  'rule/load': 'reads rule directories of users',
  'config/load': 'reads the config file',
  'config/find': 'looks for the config file',
};
const outsideModules = /^(node:)?(fs|fs\/promises|child_process|net|http|https|dns|worker_threads)$/;

interface Import {
  readonly file: string;
  readonly module: string;
  readonly typeOnly: boolean;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'));

const imports: readonly Import[] = files.flatMap((file) => {
  const text = readFileSync(join('src', file), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const found = [...text.matchAll(/(?:^|\n)(?:import|export)(\s+type)?\b[^'";]*?\bfrom\s+'([^']+)'|\bimport\('([^']+)'\)|\btypeof import\('([^']+)'\)/g)];
  return found.map(([whole, type, from, dynamic, typeOf]) => ({
    file,
    module: from ?? dynamic ?? typeOf ?? '',
    typeOnly: type !== undefined || new RegExp(`(typeof |: )${whole.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`).test(text),
  }));
});

const folderOf = (path: string) => path.replace(/\.[jt]s$/, '').split('/')[0] ?? '';

describe.each(Object.entries(directions))('src/%s', (folder, { may, else: advice }) => {
  test(`imports ${may.length === 0 ? 'no other folder' : `only ${may.join(', ')}`}`, () => {
    const wrong = imports.filter(({ file, module, typeOnly }) => {
      if (folderOf(file) !== folder || !module.startsWith('#')) return false;
      const target = folderOf(module.slice(1));
      return target !== folder && !may.includes(target) && !(typeOnly && may.includes(`type ${target}`));
    });
    expect(wrong.map(({ file, module }) => `src/${file} imports ${module}`), advice).toEqual([]);
  });
});

test('every folder of src/ has its direction in this file', () => {
  const known = new Set([...Object.keys(directions), ...doors]);
  expect(new Set(files.map(folderOf).filter((folder) => !known.has(folder))), 'Add a line to `directions`: what the folder may import, and what to do when that is too little.').toEqual(new Set());
});

test('imports across folders are written #folder/file.js, within one ./file.js', () => {
  const wrong = imports.filter(({ file, module }) => {
    if (module.startsWith('#')) return dirname(module.slice(1)) === dirname(file) && file.includes('/');
    if (!module.startsWith('.')) return false;
    const target = relative('src', join('src', dirname(file), module)).replaceAll('\\', '/');
    if (target.startsWith('..')) return !target.endsWith('.json');
    return file.includes('/') && folderOf(target) !== folderOf(file);
  });
  expect(wrong.map(({ file, module }) => `src/${file} imports ${module}`), 'The shape of the line tells whether it crosses a wall.').toEqual([]);
});

test('only the doors and a few named files touch the disk or a process', () => {
  const wrong = imports.filter(({ file, module }) => outsideModules.test(module) && !doors.includes(folderOf(file)) && outside[file.replace(/\.ts$/, '')] === undefined);
  expect(wrong.map(({ file, module }) => `src/${file} imports ${module}`), 'Hand the content in instead; the core is pure. If it must be, name the file and the reason in `outside`.').toEqual([]);
});

test('nothing but the lazy chunks imports a package', () => {
  const wrong = imports.filter(
    ({ file, module, typeOnly }) => !/^(node:|[#.])/.test(module) && !typeOnly && !file.startsWith('source/chunks/') && !files.includes(module),
  );
  expect(wrong.map(({ file, module }) => `src/${file} imports ${module}`), 'A package costs start-up time: load it through src/source/lazy.ts, or write the part that is needed.').toEqual([]);
});

test('exports are named', () => {
  const wrong = files.filter((file) => file !== 'eslint/index.ts' && !file.startsWith('generated/') && !file.startsWith('source/chunks/') && /^export default /m.test(readFileSync(join('src', file), 'utf8')));
  expect(wrong, 'Export it by its name: a name can be searched for.').toEqual([]);
});

test('src/lint.ts is the pipeline and fits on one screen', () => {
  if (!files.includes('lint.ts')) return;
  expect(readFileSync('src/lint.ts', 'utf8').trimEnd().split('\n').length, 'Move what is not the pipeline itself into the stage it belongs to.').toBeLessThanOrEqual(80);
});

test('files over 300 lines say why at their top', () => {
  const long = files.filter((file) => {
    const text = readFileSync(join('src', file), 'utf8');
    return !file.startsWith('generated/') && text.split('\n').length > 300 && !/\b(long|one piece|one file|together)\b/i.test(text.split('\n').slice(0, 12).join('\n'));
  });
  expect(long, 'Split it after what each part gives, or say in its first lines why it is long.').toEqual([]);
});
