// Runs the command line from its sources, as a user would.
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { resolve } from 'node:path';

interface Surroundings {
  readonly cwd?: string;
  readonly input?: string;
  /** Set beside the variables that are there. */
  readonly env?: Readonly<Record<string, string>>;
}

const fromSources = ['--import', resolve('node_modules/tsx/dist/loader.mjs'), resolve('src/cli/main.ts')];

/** What sa-lint answers to `args`, in the repository or in `cwd`; `input` is what stands on stdin. */
export function saLint(args: readonly string[], { env, ...surroundings }: Surroundings = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [...fromSources, ...args], { ...surroundings, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, ...env } });
}
