// Divides the program into files: each module of the source stands in one of them only, and the others take it from there.
import { join, relative } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';

/** One file of dist/ and the module it starts from. */
export interface Part {
  readonly out: string;
  readonly entry: string;
  readonly executable?: boolean;
  /** Holds copies of what it needs and lends nothing: it starts alone. */
  readonly alone?: boolean;
}

/** Builds every part; gives its text by file name. A part owns what it is the first of `parts` to need; later ones require it from there. */
export async function buildParts(root: string, parts: readonly Part[], options: BuildOptions & { plugins: Plugin[] }): Promise<ReadonlyMap<string, string>> {
  const drafts = new Map<Part, Metafile>();
  for (const part of parts) drafts.set(part, (await buildPart(root, part, options, [lazySiblings(root, parts)])).metafile);
  const owners = ownersOf(drafts);
  const lent = lentModules(drafts, owners);
  const texts = new Map<string, string>();
  for (const part of parts) {
    const plugins = part.alone ? [lazySiblings(root, parts)] : [lazySiblings(root, parts), borrowed(root, part, owners)];
    texts.set(part.out, (await buildPart(root, part, options, plugins, lent.get(part))).text);
  }
  return texts;
}

/** A part that lends nothing is its entry, default export included; the others export what they lend besides. */
async function buildPart(root: string, { entry, alone = false }: Part, options: BuildOptions & { plugins: Plugin[] }, plugins: Plugin[], lent: readonly string[] = []): Promise<{ text: string; metafile: Metafile }> {
  const exported = [entry, ...lent].map((module, index) => `export * ${index === 0 ? '' : `as ${JSON.stringify(module)} `}from ${JSON.stringify(`./${module}`)};`).join('\n');
  const { outputFiles, metafile } = await build({
    ...options,
    ...(alone ? { entryPoints: [entry] } : { stdin: { contents: exported, resolveDir: root, sourcefile: 'entry.js' } }),
    plugins: [...plugins, ...options.plugins],
    bundle: true,
    write: false,
    metafile: true,
  });
  return { text: outputFiles[0]?.text ?? '', metafile };
}

function ownersOf(drafts: ReadonlyMap<Part, Metafile>): ReadonlyMap<string, Part> {
  const owners = new Map<string, Part>();
  for (const [part, { inputs }] of drafts) {
    if (part.alone) continue;
    for (const module of Object.keys(inputs)) if (isShareable(module) && !owners.has(module)) owners.set(module, part);
  }
  return owners;
}

/** By part, in order of name: the modules that another part takes from it. */
function lentModules(drafts: ReadonlyMap<Part, Metafile>, owners: ReadonlyMap<string, Part>): ReadonlyMap<Part, readonly string[]> {
  const lent = new Map<Part, Set<string>>();
  for (const [part, { inputs }] of drafts) {
    if (part.alone) continue;
    for (const [importer, { imports }] of Object.entries(inputs)) {
      if (owners.get(importer) !== part && importer !== 'entry.js') continue;
      for (const { path } of imports) {
        const owner = owners.get(path);
        if (owner && owner !== part) lent.set(owner, (lent.get(owner) ?? new Set()).add(path));
      }
    }
  }
  return new Map([...lent].map(([part, modules]) => [part, [...modules].toSorted()]));
}

/** Data is a line of code that reads a file, and packages stand in parts that are alone: only the source is shared. */
function isShareable(module: string): boolean {
  return module.startsWith('src/') && module.endsWith('.ts');
}

/** Modules that another part owns are required from it. */
function borrowed(root: string, part: Part, owners: ReadonlyMap<string, Part>): Plugin {
  return {
    name: 'borrowed',
    setup(bundle) {
      bundle.onResolve({ filter: /^[#.]/ }, async ({ path, kind, importer, resolveDir, namespace, pluginData }) => {
        if (pluginData === resolving) return undefined;
        if (namespace === 'borrowed') return { path, external: true };
        const found = await bundle.resolve(path, { kind, importer, resolveDir, pluginData: resolving });
        const module = relative(root, found.path);
        const owner = owners.get(module);
        return owner && owner !== part ? { path: module, namespace: 'borrowed' } : found;
      });
      bundle.onLoad({ filter: /.*/, namespace: 'borrowed' }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(`./${owners.get(path)?.out ?? ''}`)})[${JSON.stringify(path)}]`,
        resolveDir: root,
      }));
    },
  };
}

/** Leaves `await import()` of a part's entry to run time. */
function lazySiblings(root: string, parts: readonly Part[]): Plugin {
  return {
    name: 'lazy-siblings',
    setup(bundle) {
      bundle.onResolve({ filter: /^[#.]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === resolving) return undefined;
        const found = await bundle.resolve(path, { kind, importer, resolveDir, pluginData: resolving });
        const sibling = parts.find(({ entry }) => join(root, entry) === found.path);
        return sibling ? { path: `./${sibling.out}`, external: true } : found;
      });
    },
  };
}
const resolving = Symbol('resolving');
