// Reads the questions of the ground truth: distinct (topic, object, files), from EXPECTED*.jsonl and TOPICS.json.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One line of EXPECTED*.jsonl, as far as it is used. `object` is `KIND/NAME` or `KIND/NAMESPACE/NAME`, null for the files as a whole. */
export interface Row {
  readonly id: string;
  readonly tool: string;
  readonly check: string;
  readonly file: string;
  readonly files?: readonly string[];
  readonly object: string | null;
  readonly expect: 'finding' | 'clean';
  readonly meaning: string;
  readonly caveat?: string;
  /** The steps of a path, of which those that are objects look like `object`. */
  readonly hops?: readonly string[];
}

type Scope = 'core' | 'graph' | 'out';

interface Topics {
  readonly pairs: Readonly<Record<string, Readonly<Record<string, { readonly topic: string; readonly scope: Scope }>>>>;
  readonly rows?: Readonly<Record<string, { readonly topic: string; readonly scope: Scope }>>;
}

/** A distinct question: does the topic hold on this object, with these files loaded together? */
export interface Question {
  readonly topic: string;
  readonly scope: Scope;
  readonly files: readonly string[];
  readonly rows: Row[];
}

export function questionsIn(directory: string): { questions: Question[]; skipped: Map<string, number> } {
  const topics = JSON.parse(readFileSync(join(directory, 'TOPICS.json'), 'utf8')) as Topics;
  const questions = new Map<string, Question>();
  const skipped = new Map<string, number>();
  const skip = (reason: string): void => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
  for (const row of rowsIn(directory)) {
    const told = topics.rows?.[row.id] ?? topics.pairs[row.tool]?.[row.check];
    // `files` lie beside `file`, or are the same in a form of the tool's own.
    const files = [...new Set([row.file, ...(row.files ?? [])])].map((file) => pathOf(directory, file));
    if (!told) skip('rows of an unknown topic');
    else if (told.scope === 'out') skip('rows out of scope');
    else if (row.caveat !== undefined) skip(`rows (${row.expect}) whose own caveat says that Kubernetes differs`);
    else if (files.some((file) => file === undefined)) skip('rows whose files are missing');
    else {
      const present = files.filter((file) => file !== undefined).sort();
      const key = [told.topic, row.object, row.expect, ...present].join('\n');
      const known = questions.get(key);
      if (known) known.rows.push(row);
      else questions.set(key, { ...told, files: present, rows: [row] });
    }
  }
  return { questions: [...questions.values()], skipped };
}

function rowsIn(directory: string): Row[] {
  const names = readdirSync(directory).filter((name) => /^EXPECTED.*\.jsonl$/.test(name)).sort();
  const lines = names.flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n'));
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}

/** Paths of rows begin with the name that the directory has beside its origin, so they are tried from above it and, without their first part, from inside. */
function pathOf(directory: string, file: string): string | undefined {
  return [join(directory, '..', file), join(directory, file.replace(/^[^/]+\//, '')), join(directory, file)].find((path) => existsSync(path));
}
