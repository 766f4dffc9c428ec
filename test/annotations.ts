// Reads what manifests say about themselves: `# finding`, `# evidence 2: "text"` and `# edge: "text"` at the end of the line that is meant,
// `# reaches: user:jane -> secrets@shop` and `# foothold: user:jane` on lines of their own.

/** What one line is expected to bring. Lines from 1. */
export interface Annotations {
  /** `# finding` or `# finding RULE-ID[, RULE-ID]`: one finding for each id, or one of the rule in question. Twice on a line: two findings. */
  readonly findings: readonly { readonly line: number; readonly rule: string | undefined }[];
  /** `# evidence N: "text"`: step N (from 1) of a finding's proof is here and says so. */
  readonly evidence: readonly { readonly line: number; readonly step: number; readonly message: string }[];
  /** `# edge: "text"`: a step of the technique in question is here and says so. */
  readonly edges: readonly { readonly line: number; readonly message: string }[];
  /** `# reaches: FROM -> TO`: the identity comes to hold the node. Written as `sa-lint graph` and findings write them. */
  readonly reaches: readonly { readonly from: string; readonly to: string }[];
  /** `# foothold: SUBJECT`: an attacker may start there. */
  readonly footholds: readonly string[];
}

/** Reads the comments of a text; text without any gives empty lists. */
export function annotationsIn(text: string): Annotations {
  const findings: Annotations['findings'][number][] = [];
  const evidence: Annotations['evidence'][number][] = [];
  const edges: Annotations['edges'][number][] = [];
  const reaches = [...text.matchAll(/^\s*# *reaches: *(\S+) *-> *(\S+)/gm)].map(([, from = '', to = '']) => ({ from, to }));
  const footholds = [...text.matchAll(/^\s*# *foothold: *(\S+)/gm)].map(([, subject = '']) => subject);
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    for (const [, ids] of content.matchAll(/(?:^|\s)# *finding\b((?: +[a-z][a-z0-9-]*(?: *, *[a-z][a-z0-9-]*)*)?)/g)) {
      const named = (ids ?? '').split(',').map((id) => id.trim()).filter((id) => id !== '');
      if (named.length === 0) findings.push({ line, rule: undefined });
      for (const rule of named) findings.push({ line, rule });
    }
    for (const [, step, message] of content.matchAll(/(?:^|\s)# *evidence (\d+): *("(?:[^"\\]|\\.)*")/g)) {
      evidence.push({ line, step: Number(step), message: JSON.parse(message ?? '""') as string });
    }
    for (const [, message] of content.matchAll(/(?:^|\s)# *edge: *("(?:[^"\\]|\\.)*")/g)) edges.push({ line, message: JSON.parse(message ?? '""') as string });
  }
  return { findings, evidence, edges, reaches, footholds };
}

/** The same manifests in another dress, as files. What is said about lines travels with the comments, but for JSON, which has none. */
export const disguises: Readonly<Record<string, (text: string) => readonly { readonly name: string; readonly text: string }[]>> = {
  'as written': (text) => [{ name: 'example.yaml', text }],
  'documents reversed': (text) => [{ name: 'example.yaml', text: documentsOf(text).reverse().join('\n---\n') }],
  'as one List': (text) => [{ name: 'example.yaml', text: asList(documentsOf(text)) }],
  'with CRLF': (text) => [{ name: 'example.yaml', text: text.replaceAll('\n', '\r\n') }],
  'one file a document': (text) => documentsOf(text).map((document, index) => ({ name: `example-${index}.yaml`, text: document })),
};

/** Documents of a text that are separated by plain `---` lines, as examples are. */
export function documentsOf(text: string): string[] {
  return text.split(/^---[ \t]*\n/m).filter((document) => /^[^#\s]/m.test(document));
}

function asList(documents: readonly string[]): string {
  const isList = (document: string) => /^kind: *\w*List\b/m.test(document);
  const items = documents.filter((document) => !isList(document)).map((document) => `-\n${document.replace(/^(?=.)/gm, '  ')}`);
  return ['apiVersion: v1\nkind: List\nitems:\n' + items.join('\n'), ...documents.filter(isList)].join('\n---\n');
}
