// Where the pages of sa-lint are: the one place that knows an address.

export const homepage = 'https://github.com/sa-lint/sa-lint';

/** The page of a rule. */
export function rulePage(rule: string): string {
  const id = encodeURIComponent(rule.slice(0, 100).replace(/\p{Surrogate}/gu, '\ufffd'));
  // Parentheses would end a link of Markdown.
  return `${homepage}/blob/main/docs/rules/${id.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)}.md`;
}
