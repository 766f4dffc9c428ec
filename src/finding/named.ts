// Which subjects the message of a finding names, and which it only counts.
/** A subject as findings list it (`group:dev`), and as a message calls it ("Group dev"). */
export interface Named {
  readonly subject: string;
  readonly label: string;
}

/** `shop/web`, `shop/web and shop/api`, `shop/web and 3 others`. */
export function listed(names: readonly string[]): string {
  return listedOf(names, names.length);
}

/** `shop/web`, `shop/web or shop/api`, `shop/web or one of 3 others`. */
export function alternatives([first = '', ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return others.length === 1 ? `${first} or ${others[0] ?? ''}` : `${first} or one of ${others.length} others`;
}

/** Those that `listed` names. */
export function namedOf<Name>(names: readonly Name[]): readonly Name[] {
  return names.length <= 2 ? names : names.slice(0, 1);
}

/** As `listed`, where only the first of so many names are at hand. */
export function listedOf([first = '', second]: readonly string[], total: number): string {
  if (total <= 1) return first;
  if (total === 2 && second !== undefined) return `${first} and ${second}`;
  return `${first} and ${total - 1} ${total === 2 ? 'other' : 'others'}`;
}
