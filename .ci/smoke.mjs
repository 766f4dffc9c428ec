// Runs the built CLI over every tree in a folder, in every format: no crash, no absolute path, no silent skip, valid SARIF. Usage: smoke.mjs WORK FOLDER --validator FILE
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the validator notes and we mean. */
const meant = {
  SARIF2003: 'where the repository is, is written when git knows it',
  SARIF2006: 'asks the network whether every page is there; see `offline`',
  SARIF2009: 'wants rules to be called CA1000; ours are called by words',
};

/** A proxy that refuses at once: asking for a hundred pages took 20 s a file. */
const nowhere = 'http://127.0.0.1:9';
const offline = { ...process.env, HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, ALL_PROXY: nowhere };

const [work, folder, , validator] = process.argv.slice(2);
const cli = resolve('dist/sa-lint.cjs');
mkdirSync(work, { recursive: true });

let failed = 0;
for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const tree = join(folder, name);
  const complaints = [];
  const complain = (text) => complaints.push(text);
  const outputs = Object.fromEntries(['text', 'json', 'sarif'].map((format) => [format, run(name, format, complain)]));
  const json = parse(outputs.json, 'json', complain);
  const sarif = parse(outputs.sarif, 'sarif', complain);
  if (json) {
    const { files, notEvaluated } = json.summary;
    if (files === 0) complain('no file was read');
    if (files < manifestsIn(tree)) complain(`${manifestsIn(tree)} files end in .yaml, .yml or .json, ${files} were read and ${notEvaluated} problems listed`);
    const results = sarif?.runs?.[0]?.results;
    if (!Array.isArray(results)) complain('sarif has no results');
    else {
      if (results.length !== json.findings.length) complain(`json has ${json.findings.length} findings, sarif ${results.length}`);
      for (const result of results) {
        const uri = result.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
        if (!uri || /\s|^\/|^file:/.test(uri)) complain(`sarif uri ${JSON.stringify(uri)}`);
      }
    }
    // The last paragraph, in one line.
    const last = outputs.text.trimEnd().split('\n\n').at(-1).replaceAll('\n', ' ');
    const inText = Number(/^(\d+) findings?\b/.exec(last)?.[1] ?? 0) + Number(/\b(\d+) below \w+ \(--fail-on\)/.exec(last)?.[1] ?? 0);
    if (inText !== json.findings.length) complain(`json has ${json.findings.length} findings, text says: ${last}`);
  }
  if (sarif && validator) validate(name, outputs.sarif, complain);
  failed += complaints.length > 0 ? 1 : 0;
  console.log(`${complaints.length > 0 ? 'FAILED' : 'ok'}  ${tree}  ${json ? `${json.summary.files} files, ${json.findings.length} findings, ${json.summary.notEvaluated} not evaluated` : ''}`);
  for (const text of complaints.slice(0, 10)) console.log(`        ${text}`);
}
process.exit(failed > 0 ? 1 : 0);

function run(name, format, complain) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [cli, '--format', format, '--color', 'never', name], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (![0, 1, 3].includes(status)) complain(`${format}: exit code ${status ?? signal}: ${stderr.split('\n').slice(0, 3).join(' / ')}`);
  for (const [stream, text] of Object.entries({ stdout, stderr })) {
    if (text.includes(resolve(folder))) complain(`${format}: ${stream} holds an absolute path`);
    if (/^ {4}at .+:\d+:\d+\)?$/m.test(text)) complain(`${format}: ${stream} holds a stack trace`);
  }
  return stdout;
}

function parse(text, format, complain) {
  try {
    return JSON.parse(text);
  } catch (error) {
    complain(`${format}: ${error.message}`);
    return undefined;
  }
}

/** How many files of the tree end like a manifest: those that git would see, links and hidden folders included. */
function manifestsIn(tree) {
  let count = 0;
  for (const entry of readdirSync(tree, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && /\.(ya?ml|json)$/i.test(entry.name) && !/(^|[\\/])(node_modules|\.git)([\\/]|$)/.test(entry.parentPath ?? entry.path)) count++;
  }
  return count;
}

function validate(name, text, complain) {
  const [input, report] = [join(work, `${name}.sarif`), join(work, `${name}.report.sarif`)];
  writeFileSync(input, text);
  try {
    execFileSync(validator, ['validate', input, '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning;Note', '--kind', 'Fail;Open;Review', '-o', report, '--log', 'ForceOverwrite'], { stdio: 'pipe', env: offline });
  } catch (error) {
    complain(`the validator failed: ${String(error.stdout ?? error.message).slice(0, 300)}`);
    return;
  }
  const { results } = JSON.parse(readFileSync(report, 'utf8').replace(/^\ufeff/, '')).runs[0];
  for (const { ruleId, message, locations } of results.filter((result) => !(result.ruleId in meant))) {
    const region = locations?.[0]?.physicalLocation?.region;
    complain(`sarif: ${ruleId} at line ${region?.startLine ?? '?'}: ${message.text ?? (message.arguments ?? []).join(' ')}`);
  }
}
