// Where reports go: stdout or files; and what the terminal can show.
import { writeFileSync, writeSync } from 'node:fs';
import { textValue, textValues, type CommandLine } from './arguments.js';
import { UsageError } from './usage-error.js';

/** A report to write: its format, and the file it goes to (stdout when undefined). */
export interface ReportTarget {
  readonly format: string;
  readonly file: string | undefined;
}

/** The `-f` options, at most one of them to stdout; `text` when there are none. */
export function reportTargets(line: CommandLine, known: readonly string[]): readonly ReportTarget[] {
  const given = textValues(line.values, 'format');
  const targets = (given.length > 0 ? given : [known[0] ?? 'text']).map((text): ReportTarget => {
    const at = text.indexOf('=');
    return at < 0 ? { format: text, file: undefined } : { format: text.slice(0, at), file: text.slice(at + 1) };
  });
  for (const { format } of targets) if (!known.includes(format)) throw new UsageError(`-f takes ${known.join(', ')}, not ${format}`);
  if (targets.filter(({ file }) => file === undefined).length > 1) throw new UsageError('only one report can go to stdout; give the others a file: -f sarif=report.sarif');
  return targets;
}

/** Writes to stdout at once; a reader that has gone away (`| head`) is no error. Pipes may be full for a moment: EAGAIN is tried again. */
export function writeOut(text: string): void {
  let bytes = Buffer.from(text, 'utf8');
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit();
      if (code !== 'EAGAIN') throw error;
    }
  }
}

/** Gathers chunks for a target, and writes them in large pieces. */
export function writerFor({ file }: ReportTarget): { write: (chunk: string) => void; end: () => void } {
  let chunks: string[] = [];
  let size = 0;
  let first = true;
  const flush = (): void => {
    const text = chunks.join('');
    chunks = [];
    size = 0;
    if (file === undefined) writeOut(text);
    else writeFileSync(file, text, { flag: first ? 'w' : 'a' });
    first = false;
  };
  return {
    write: (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > 1 << 20) flush();
    },
    end: flush,
  };
}

/** What the terminal on stdout is good for, after `--color`, `NO_COLOR` and `FORCE_COLOR`. */
export function terminal({ values }: CommandLine, toFile: boolean): { color: boolean; width: number; links: boolean } {
  const wish = textValue(values, 'color') ?? 'auto';
  if (!['auto', 'always', 'never'].includes(wish)) throw new UsageError(`--color takes auto, always or never, not ${wish}`);
  const isTerminal = !toFile && process.stdout.isTTY === true;
  const { NO_COLOR, FORCE_COLOR, TERM, COLUMNS, CI } = process.env;
  const auto = FORCE_COLOR !== undefined && FORCE_COLOR !== '0' ? true : NO_COLOR ? false : isTerminal && TERM !== 'dumb';
  const columns = Number(COLUMNS) > 0 ? Number(COLUMNS) : (process.stdout.columns ?? 0);
  return {
    color: wish === 'always' || (wish === 'auto' && auto),
    width: isTerminal || Number(COLUMNS) > 0 ? Math.min(Math.max(columns, 40), 120) : 100,
    links: isTerminal && TERM !== 'dumb' && !CI && wish !== 'never',
  };
}
