// Reads the text of one rule file: a single YAML document, with the place of every key.
import { Mapping, type Problem, type SourceFile } from '#source/document.js';
import { readFiles } from '#source/read.js';

/** The file's only document; undefined when it has none or several, is broken, or is not a mapping. The problems say why. */
export function parseRule(file: SourceFile): { readonly root: Mapping | undefined; readonly problems: readonly Problem[] } {
  const { documents, problems } = readFiles([file]);
  if (problems.length > 0) return { root: undefined, problems };
  const root = documents[0]?.root;
  const refuse = (message: string) => ({ root: undefined, problems: [{ file: file.name, line: 1, column: 1, code: 'syntax', message, severity: 'not-evaluated' } satisfies Problem] });
  if (documents.length !== 1) return refuse('a rule file holds exactly one YAML document');
  if (!(root instanceof Mapping)) return refuse('a rule file is a mapping that starts with `id:` and `kind:`');
  // Manifests are read as YAML 1.1, where a bare `on` is true; the key `on` of a rule is a word.
  const keys = root.keys.map((key, index) => (key === 'true' && file.text.startsWith('on', root.keySpan(index).start) ? 'on' : key));
  return { root: new Mapping(root.start, root.end, keys, root.values, root.offsets, root.at), problems };
}
