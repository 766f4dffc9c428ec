// Where the pages of sa-lint are: the one place that knows an address.

export const homepage = 'https://github.com/sa-lint/sa-lint';

/** The page of a rule; the list of all for an id that no rule of ours has. */
export function rulePage(rule: string): string {
  return `${homepage}/blob/main/docs/rules/${/^[a-z0-9-]{1,100}$/.test(rule) ? rule : 'README'}.md`;
}
