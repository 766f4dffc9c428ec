// Where the pages of sa-lint are: the one place that knows an address.

export const homepage = 'https://github.com/sa-lint/sa-lint';

/** The page of a rule. */
export function rulePage(rule: string): string {
  return `${homepage}/blob/main/docs/rules/${encodeURIComponent(rule.replace(/\p{Surrogate}/gu, '\ufffd'))}.md`;
}
