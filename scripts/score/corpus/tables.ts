// Counts answers by topic, and prints them as a table.

export interface Tally {
  found: number;
  /** Of the found ones: by a rule that says that the line in question grants nothing. */
  void: number;
  missed: number;
  silent: number;
  alarms: number;
}

export function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  const known = tallies.get(key);
  if (known) return known;
  const made = { found: 0, void: 0, missed: 0, silent: 0, alarms: 0 };
  tallies.set(key, made);
  return made;
}

export function logTables(tallies: ReadonlyMap<string, Tally>, log: (line: string) => void): void {
  const rowOf = (title: string, tally: Tally): string => {
    const recall = percent(tally.found, tally.found + tally.missed);
    const precision = percent(tally.found, tally.found + tally.alarms);
    return `${title.padEnd(44)} found ${`${tally.found}/${tally.found + tally.missed}`.padStart(7)} ${recall}   void ${`${tally.void}`.padStart(2)}   alarms ${`${tally.alarms}/${tally.alarms + tally.silent}`.padStart(7)}   precision ${precision}`;
  };
  for (const [title, tally] of [...tallies].sort(([a], [b]) => (a < b ? -1 : 1))) log(rowOf(title, tally));
  for (const prefix of ['core rbac', 'core account', 'core path', 'core', 'graph']) {
    const parts = [...tallies].filter(([title]) => title.startsWith(`${prefix} `)).map(([, tally]) => tally);
    if (parts.length === 0) continue;
    const of = (key: keyof Tally): number => sum(parts, (tally) => tally[key]);
    log(rowOf(`all of ${prefix}`, { found: of('found'), void: of('void'), missed: of('missed'), silent: of('silent'), alarms: of('alarms') }));
  }
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '     –' : `${((part / whole) * 100).toFixed(1).padStart(5)}%`;
}

export function sum(tallies: readonly Tally[], of: (tally: Tally) => number): number {
  return tallies.reduce((total, tally) => total + of(tally), 0);
}
