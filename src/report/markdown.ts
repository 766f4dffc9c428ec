// The report for a pull request comment or a step summary: one line a finding, everything else folded, a picture of each path.
import type { Finding, LintResult, Severity } from '#finding/finding.js';
import { isAtLeast } from '#finding/sort.js';
import { counted, countsLine } from './counts.js';
import { codeFrame } from './frame.js';
import { harmless, harmlessLine, harmlessMarkdown, markdownCode, markdownProse } from './harmless.js';
import { rulePage } from './links.js';
import { mermaidFlow } from './mermaid-flow.js';
import { stepNumbers } from './path-steps.js';
import { placeText } from './place-text.js';
import { groupProblems } from './problems.js';

export interface MarkdownOptions {
  /** Findings below are counted, not shown. */
  readonly failOn: Severity;
  /** Largest size in bytes; a comment on GitHub may have 65,536 characters. */
  readonly limit?: number;
}

const shownProblems = 5;
const shownSubjects = 10;

/** Markdown of at most `limit` bytes (60 KB); what does not fit is counted. */
export function markdownReport(result: LintResult, { failOn, limit = 60_000 }: MarkdownOptions): string {
  const shown = result.findings.filter((finding) => isAtLeast(finding.severity, failOn));
  const head = `### sa-lint: ${shown.length === 0 ? 'no findings' : counted(shown.length, 'finding')}\n\n`;
  const tail = `${problemLines(result)}${harmlessMarkdown(countsLine(result, failOn))}\n`;
  const room = limit - Buffer.byteLength(head) - Buffer.byteLength(tail) - 200;
  let body = '';
  let used = 0;
  let told = 0;
  for (const finding of shown) {
    const block = findingBlock(finding);
    const size = Buffer.byteLength(block);
    if (used + size > room) continue;
    body += block;
    used += size;
    told++;
  }
  const left = shown.length - told;
  const more = left > 0 ? `… and ${counted(left, 'more finding')}, which did not fit here\n\n` : '';
  return (head + body + more + tail).split('\n').map(harmlessLine).join('\n');
}

function findingBlock(finding: Finding): string {
  const subjects = finding.subjects.slice(0, shownSubjects).map((subject) => markdownCode(subject));
  const left = finding.subjects.length - subjects.length;
  const parts = [
    `<details>\n<summary><b>${finding.severity}</b> ${summaryText(finding.message)} <code>${summaryText(placeText(finding.place))}</code></summary>`,
    `[${markdownCode(finding.rule)}](${rulePage(finding.rule)}), confidence ${finding.confidence}`,
    fenced(codeFrame(finding.place, finding.label, { width: 100 }).join('\n'), 'text'),
    stepLines(finding),
    finding.evidence.length > 1 ? fenced(mermaidFlow(finding), 'mermaid') : '',
    finding.subjects.length > 1 ? `Affects ${subjects.join(', ')}${left > 0 ? ` and ${left} more` : ''}` : '',
    finding.otherRoutes > 0 ? `${counted(finding.otherRoutes, 'other route')} to the same end` : '',
    `**What to do:** ${markdownProse(finding.remediation)}`,
    '</details>',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n\n`;
}

/** A numbered list; what is no step is a paragraph of its own. */
function stepLines({ evidence }: Finding): string {
  const numbers = stepNumbers(evidence);
  const lines = evidence.map((step, index) => {
    const text = `${harmlessMarkdown(step.message)} (${step.place ? markdownCode(placeText(step.place)) : 'built in'})`;
    return numbers[index] === undefined ? `\n${text}\n` : `${numbers[index]}. ${text}`;
  });
  return lines.join('\n').trim();
}

/** Inside an HTML tag no Markdown is read, only entities. */
function summaryText(text: string): string {
  return harmless(text, 300).replace(/[&<>"'@#`*_[\]\\~$]|:(?=\/\/)|(?<=www)\./gi, (character) => (character === '@' || character === '#' ? `${character}&#8203;` : `&#${character.charCodeAt(0)};`));
}

/** A fence longer than any run of backticks inside. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function problemLines(result: LintResult): string {
  const groups = groupProblems(result.problems.filter((problem) => problem.severity === 'not-evaluated'));
  if (groups.length === 0) return '';
  const lines = groups.slice(0, shownProblems).map((group) => `- ${markdownCode(group.where)}: ${harmlessMarkdown(group.message)}`);
  if (groups.length > shownProblems) lines.push(`- and ${counted(groups.length - shownProblems, 'more place')}`);
  return `<details>\n<summary>Not evaluated: ${counted(groups.reduce((sum, group) => sum + group.count, 0), 'problem')}</summary>\n\n${lines.join('\n')}\n\n</details>\n\n`;
}
