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

/** The progress of one run that began at `started` (performance.now()). Silent with --quiet and where stderr is no terminal. */
export function progressOf({ values }: Pick<CommandLine, 'values'>, stream: Stream = process.stderr, started = 0, now: () => number = () => performance.now()): Progress {
  const isShown = stream.isTTY === true && !isOn(values, 'quiet');
  let written = false;
  const erase = (): void => {
    if (written) stream.write('\r\u001b[2K');
    written = false;
  };
  return {
    at: (stage) => {
      if (!isShown || now() - started < patience) return;
      erase();
      stream.write(`sa-lint: ${stage} …`);
      written = true;
    },
    end: erase,
  };
}
