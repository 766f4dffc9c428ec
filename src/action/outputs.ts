// What the step hands on: outputs, and the summary on the page of the run.
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** Appends outputs to `GITHUB_OUTPUT`. The delimiter is random, so that no value can end itself and add another. */
export function setOutputs(values: Readonly<Record<string, string | number>>, { GITHUB_OUTPUT: file }: Environment): void {
  if (!file) return;
  const delimiter = `sa-lint-${randomUUID()}`;
  appendFileSync(file, Object.entries(values).map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`).join(''));
}

/** Appends Markdown to `GITHUB_STEP_SUMMARY`. */
export function addSummary(markdown: string, { GITHUB_STEP_SUMMARY: file }: Environment): void {
  if (file) appendFileSync(file, markdown);
}

/** Lines around text for the log, between which the runner looks for no commands (docs.github.com, "Stopping and starting workflow commands"). */
export function quotes(): { readonly open: string; readonly close: string } {
  const token = randomUUID();
  return { open: `::stop-commands::${token}\n`, close: `\n::${token}::\n` };
}
