// Checks action.yml, the workflow of the README and the one that `sa-lint init` writes against the schemas that GitHub publishes, by action-validator.
// `node .ci/action.mjs DIRECTORY`, in which @action-validator/core is installed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const { validateAction, validateWorkflow } = createRequire(resolve(process.argv[2], 'x.js'))('@action-validator/core');

const failures = [];
function check(name, { errors }) {
  if (errors.length > 0) failures.push(`${name}: ${JSON.stringify(errors, null, 2)}`);
  else console.log(`${name}: valid`);
}

// The schema in the validator is older than node24, and asks for nothing else of it than of node20.
check('action.yml', validateAction(readFileSync('action.yml', 'utf8').replace(/^( *using: )node24$/m, '$1node20')));

const steps = /```yaml\n(permissions:[\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
const job = steps.replace(/^/gm, '    ');
check('workflow of the README', validateWorkflow(`on: pull_request\njobs:\n  sa-lint:\n    runs-on: ubuntu-latest\n${job}`));

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-init-'));
execFileSync(process.execPath, [resolve('dist/sa-lint.cjs'), 'init'], { cwd: directory, stdio: 'ignore' });
const workflows = join(directory, '.github/workflows');
for (const name of readdirSync(workflows)) check(`${name} of sa-lint init`, validateWorkflow(readFileSync(join(workflows, name), 'utf8')));
rmSync(directory, { recursive: true });

for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
