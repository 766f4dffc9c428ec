// `sa-lint init`: a commented config, a hook and a workflow, each only where there is none yet.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { configName } from '#config/find.js';
import { homepage } from '#report/links.js';
import { version } from '#version.js';
import type { CommandLine } from './arguments.js';
import { writeGiven, writeOut } from './output.js';
import { UsageError } from './usage-error.js';

const slug = homepage.replace('https://github.com/', '');
const schema = `https://raw.githubusercontent.com/${slug}/v${version}/dist/config.schema.json`;

const templates: Readonly<Record<string, string>> = {
  [configName]: `# yaml-language-server: $schema=${schema}
# Settings of sa-lint; the command line goes before them. Paths are relative to this file.

# Lowest severity that fails: critical, high, medium, low or info.
fail-on: medium

# Severity by rule; \`*\` stands for any letters, the last entry that fits decides. \`sa-lint rules\` lists them.
# rules:
#   workloads-deletable: off
#   token-*: low

# The same for some files; patterns as in .gitignore.
# paths:
#   - files: [examples/]
#     rules: { '*': info }

# What is not analysed at all.
# exclude: [vendor/]

# Objects that exist in the cluster already: loaded, never reported on.
# cluster: [cluster.yaml]

# Nothing exists beyond the files: what is not in them is absent, not unknown.
# complete: true
`,
  '.pre-commit-config.yaml': `repos:
  - repo: https://github.com/${slug}
    rev: v${version}
    hooks:
      - id: sa-lint
`,
  '.github/workflows/sa-lint.yaml': `name: sa-lint
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
  security-events: write
jobs:
  sa-lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: ${slug}@v${version}
        id: sa-lint
      - uses: github/codeql-action/upload-sarif@v4
        if: always() && steps.sa-lint.outputs.sarif != ''
        with:
          sarif_file: \${{ steps.sa-lint.outputs.sarif }}
`,
};

/** Writes what is missing into the working directory and says what it did; nothing that is there is touched. Exit code 0. */
export function initCommand({ words }: CommandLine): number {
  if (words.length > 0) throw new UsageError(`init takes no argument, not ${words.join(' ')}: it writes into the working directory`);
  for (const [file, text] of Object.entries(templates)) {
    if (existsSync(file)) {
      writeOut(`kept    ${file}, which is there already\n`);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeGiven(file, text);
    writeOut(`wrote   ${file}\n`);
  }
  return 0;
}
