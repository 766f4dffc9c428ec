// The door of the GitHub Action: the default command, told by inputs, told on by outputs, a step summary, SARIF or annotations.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { severityValue, textValue } from '#cli/arguments.js';
import { withConfig } from '#cli/config.js';
import { exitCodeOf, lintResult, writeReport } from '#cli/lint-command.js';
import { writeOut } from '#cli/output.js';
import { UsageError } from '#cli/usage-error.js';
import { findConfig } from '#config/find.js';
import { countBySeverity } from '#report/counts.js';
import { githubReport } from '#report/github.js';
import { commandMessage } from '#report/harmless.js';
import { markdownReport } from '#report/markdown.js';
import { stepInputs } from './inputs.js';
import { addSummary, quotes, setOutputs } from './outputs.js';

async function run(environment: NodeJS.ProcessEnv): Promise<number> {
  if (environment['GITHUB_WORKSPACE']) process.chdir(environment['GITHUB_WORKSPACE']);
  const { line: given, formats, sarifFile } = stepInputs(environment);
  const path = textValue(given.values, 'config') ?? findConfig(process.cwd());
  const line = path === undefined ? given : await withConfig(given, path);
  const failOn = severityValue(line.values, 'fail-on', 'medium');
  const result = await lintResult(line);
  if (!result) return 0;
  const toSarif = formats.includes('sarif');
  if (toSarif) {
    mkdirSync(dirname(sarifFile), { recursive: true });
    await writeReport(result, { format: 'sarif', file: sarifFile }, line, failOn);
  }
  // Code scanning shows its own annotations; without it these are all there is.
  if (!toSarif || formats.includes('github')) writeOut(githubReport(result, { failOn }));
  const shown = formats.filter((format) => format !== 'sarif' && format !== 'github');
  // Someone who opens the log wants to read there what failed.
  for (const format of toSarif && shown.length === 0 ? ['text'] : shown) {
    const { open, close } = quotes();
    writeOut(open);
    await writeReport(result, { format, file: undefined }, line, failOn);
    writeOut(close);
  }
  addSummary(markdownReport(result, { failOn }), environment);
  const code = exitCodeOf(result, failOn);
  setOutputs({ sarif: toSarif ? sarifFile : '', findings: result.findings.length, ...countBySeverity(result.findings), 'exit-code': code }, environment);
  return code;
}

async function main(environment: NodeJS.ProcessEnv): Promise<number> {
  try {
    return await run(environment);
  } catch (error) {
    const message = error instanceof UsageError ? error.message : `a bug of ours, please report it with this text:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    writeOut(`::error title=sa-lint::${commandMessage(message)}\n`);
    setOutputs({ 'exit-code': 2 }, environment);
    return 2;
  }
}

void main(process.env).then((code) => {
  process.exitCode = code;
});
