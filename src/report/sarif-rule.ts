// What SARIF says about a rule, and the catalogues (CIS, MITRE ATT&CK, …) that rules refer to.
import type { ReportingDescriptor, ToolComponent } from 'sarif';
import type { Confidence, References, RuleCard, Severity } from '#finding/finding.js';
import { harmless, harmlessMarkdown, markdownProse, prose } from './harmless.js';
import { rulePage } from './links.js';

/** Code scanning reads more than 9.0 as critical, from 7.0 as high, from 4.0 as medium, from 0.1 as low. */
const securitySeverity: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.5', info: '0.5' };
const precision: Readonly<Record<Confidence, string>> = { high: 'very-high', medium: 'high', low: 'medium' };
/** Code scanning keeps ten tags. */
const mostTags = 10;

interface Catalogue {
  readonly key: Exclude<keyof References, 'urls'>;
  readonly name: string;
  readonly tag: string;
  readonly guid: string;
  readonly organization: string;
  readonly about: string;
  readonly page: string;
}

/** Identifiers are fixed, so that viewers can join logs of different runs. */
const catalogues: readonly Catalogue[] = [
  { key: 'cis', name: 'CIS Kubernetes Benchmark', tag: 'CIS', guid: '0f0a1e52-8f43-4a8e-9d0c-5b1c6f3d2a01', organization: 'Center for Internet Security', about: 'Recommendations for a secure configuration of Kubernetes', page: 'https://www.cisecurity.org/benchmark/kubernetes' },
  { key: 'mitre', name: 'MITRE ATT&CK', tag: 'MITRE', guid: '3c5d7c3e-6a57-4c3c-9c7a-2f0b8f1e4b02', organization: 'MITRE', about: 'Tactics and techniques of adversaries in containers', page: 'https://attack.mitre.org/matrices/enterprise/containers/' },
  { key: 'microsoft', name: 'Threat Matrix for Kubernetes', tag: 'Microsoft', guid: '8a1f4b60-2d39-4f57-8b6e-7c9d0e5a3c03', organization: 'Microsoft', about: 'Attack techniques on Kubernetes clusters', page: 'https://microsoft.github.io/Threat-Matrix-for-Kubernetes/' },
  { key: 'owasp', name: 'OWASP Kubernetes Top Ten', tag: 'OWASP', guid: 'b7e2c9d4-5f18-4e6b-a3d7-1e8f9a6b4d04', organization: 'OWASP Foundation', about: 'The ten most serious risks of Kubernetes', page: 'https://owasp.org/www-project-kubernetes-top-ten/' },
];

/** The level that goes with a severity. */
export function sarifLevel(severity: Severity): 'error' | 'warning' | 'note' {
  return severity === 'critical' || severity === 'high' ? 'error' : severity === 'medium' ? 'warning' : 'note';
}

/** The rule as code scanning shows it beside an alert. */
export function sarifRule(rule: RuleCard, taxonomy: readonly ToolComponent[]): ReportingDescriptor {
  const relationships = catalogues.flatMap(({ key, name, guid }) => {
    const index = taxonomy.findIndex((component) => component.name === name);
    return (rule.references[key] ?? []).map((id) => ({ target: { id: harmless(id, 100), toolComponent: { name, index, guid } }, kinds: ['relevant'] }));
  });
  return {
    id: harmless(rule.id, 250),
    name: pascal(rule.id),
    shortDescription: { text: sentence(rule.title) },
    messageStrings: { default: { text: "Found: '{0}'." } },
    fullDescription: { text: sentence(rule.rationale).slice(0, 1000) },
    defaultConfiguration: { level: sarifLevel(rule.severity) },
    helpUri: rulePage(rule.id),
    help: { text: helpText(rule), markdown: helpMarkdown(rule) },
    ...(relationships.length > 0 && { relationships }),
    properties: {
      tags: tagsOf(rule),
      precision: precision[rule.confidence],
      'problem.severity': sarifLevel(rule.severity) === 'note' ? 'recommendation' : sarifLevel(rule.severity),
      'security-severity': securitySeverity[rule.severity],
    },
  };
}

/** One taxonomy for each catalogue that some rule refers to. */
export function taxonomies(rules: readonly RuleCard[]): ToolComponent[] {
  return catalogues.flatMap(({ key, name, guid, organization, about, page }) => {
    const ids = [...new Set(rules.flatMap((rule) => rule.references[key] ?? []).map((id) => harmless(id, 100)))].sort();
    if (ids.length === 0) return [];
    return [{ name, guid, organization, informationUri: page, shortDescription: { text: `${about}.` }, isComprehensive: false, taxa: ids.map((id) => ({ id })) }];
  });
}

function tagsOf(rule: RuleCard): string[] {
  const references = catalogues.flatMap(({ key, tag }) => (rule.references[key] ?? []).map((id) => `${tag} ${harmless(id, 60)}`));
  return [...new Set(['security', 'kubernetes', harmless(rule.kind, 40), ...references])].slice(0, mostTags);
}

function helpText(rule: RuleCard): string {
  const pages = rule.references.urls ?? [];
  return [sentence(rule.rationale), `What to do: ${sentence(rule.remediation)}`, ...(pages.length > 0 ? [`See ${pages.map((page) => harmless(page)).join(' , ')}`] : [])].join('\n\n');
}

function helpMarkdown(rule: RuleCard): string {
  const pages = (rule.references.urls ?? []).filter((page) => /^https:\/\/[^\s<>()]+$/.test(page)).map((page) => `- <${page}>`);
  const ids = catalogues.flatMap(({ key, name }) => {
    const found = rule.references[key] ?? [];
    return found.length > 0 ? [`- ${harmlessMarkdown(name)}: ${found.map(harmlessMarkdown).join(', ')}`] : [];
  });
  const references = [...ids, ...pages];
  return [
    `# ${harmlessMarkdown(rule.title)}`,
    markdownProse(sentence(rule.rationale)),
    '## What to do',
    markdownProse(sentence(rule.remediation)),
    ...(references.length > 0 ? ['## References', references.join('\n')] : []),
    `[${harmlessMarkdown(rule.id)}](${rulePage(rule.id)})`,
  ].join('\n\n');
}

/** `pod-creator-reads-secrets` as `PodCreatorReadsSecrets`: names of SARIF rules are identifiers. */
function pascal(id: string): string {
  const words = id.slice(0, 250).split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') || 'Rule';
}

/** With the full stop that SARIF wants and our facts leave out. */
export function sentence(text: string): string {
  const words = prose(text);
  return words === '' || /[.!?]$/.test(words) ? words : `${words}.`;
}
