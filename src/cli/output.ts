// Where reports go: stdout or files; and what the terminal can show.
import { existsSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { textValue, textValues, type CommandLine } from './arguments.js';
import { formatsOf } from './commands.js';
import { UsageError } from './usage-error.js';

/** A report to write: its format, and the file it goes to (stdout when undefined). */
export interface ReportTarget {
  readonly format: string;
  readonly file: string | undefined;
}

/** The `-f` options, at most one of them to stdout; the command's first format when there are none. */
export function reportTargets(line: CommandLine): readonly ReportTarget[] {
  const known = formatsOf(line.command);
  const given = textValues(line.values, 'format');
  const targets = (given.length > 0 ? given : [known[0] ?? 'text']).map((text): ReportTarget => {
    const at = text.indexOf('=');
    return at < 0 ? { format: text, file: undefined } : { format: text.slice(0, at), file: text.slice(at + 1) };
  });
  for (const { format, file } of targets) {
    if (!known.includes(format)) throw new UsageError(`-f takes ${known.join(', ')}, not ${format}`);
    if (file === '') throw new UsageError(`-f ${format}= names no file; for stdout leave out the =`);
    // Said before the work, not after it.
    if (file !== undefined && !existsSync(dirname(file))) throw new UsageError(`cannot write ${file}: there is no directory ${dirname(file)}`);
  }
  if (targets.filter(({ file }) => file === undefined).length > 1) throw new UsageError('only one report can go to stdout; give the others a file: -f sarif=report.sarif');
  return targets;
}

/** Of stdout and stderr, those whose reader has gone away. */
const closed = new Set<number>();

/**
 * Writes to stdout at once. A reader that has gone away (`| head`) is no error: the rest is dropped, and the exit code is the one of the whole. Pipes may be full for
 * a moment: EAGAIN is tried again.
 */
export function writeOut(text: string): void {
  writeTo(1, text);
}

/** The same for stderr. */
export function writeError(text: string): void {
  writeTo(2, text);
}

function writeTo(stream: 1 | 2, text: string): void {
  let bytes = Buffer.from(text, 'utf8');
  while (bytes.length > 0 && !closed.has(stream)) {
    try {
      bytes = bytes.subarray(writeSync(stream, bytes));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') closed.add(stream);
      else if (code !== 'EAGAIN') throw new UsageError(`cannot write to ${stream === 1 ? 'stdout' : 'stderr'}: ${message}`);
    }
  }
}

/** Writes or appends to a file that the user named; what the disk refuses is a UsageError. */
export function writeGiven(file: string, text: string | Uint8Array, flag: 'w' | 'a' = 'w'): void {
  try {
    writeFileSync(file, text, { flag });
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  const reasons: Readonly<Record<string, string>> = { ENOENT: 'no such directory', ENOTDIR: 'no such directory', EISDIR: 'it is a directory', EACCES: 'permission denied', EROFS: 'the disk is read-only', ENOSPC: 'the disk is full' };
  return reasons[code ?? ''] ?? message;
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
    else writeGiven(file, text, first ? 'w' : 'a');
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
