// One line on stderr that says what a long run is at, and is gone when it ends. Only on a terminal, and only once a second has passed.
import { isOn, type CommandLine } from './arguments.js';

export interface Progress {
  /** Says what begins now, when the run is long already. */
  readonly at: (stage: string) => void;
  /** Takes the line away again. */
  readonly end: () => void;
}

/** What is written to; process.stderr, but for tests. */
interface Stream {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

const patience = 1000;

/** The progress of the process, or of a run at `now` milliseconds. Silent with --quiet and where stderr is no terminal; process.stderr takes 3 ms to make, and `performance` 1: short runs ask for neither. */
export function progressOf({ values }: Pick<CommandLine, 'values'>, streamOf: () => Stream = () => process.stderr, now: () => number = () => process.uptime() * 1000): Progress {
  let written: Stream | undefined;
  const erase = (): void => {
    written?.write('\r\u001b[2K');
    written = undefined;
  };
  return {
    at: (stage) => {
      if (now() < patience || isOn(values, 'quiet')) return;
      const stream = streamOf();
      if (stream.isTTY !== true) return;
      erase();
      stream.write(`sa-lint: ${stage} …`);
      written = stream;
    },
    end: erase,
  };
}
