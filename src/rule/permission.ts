// Reads the short form of a permission that rule files use: `create,patch deployments.apps`, `get pods/exec`, `get /metrics`.
import type { PermissionText } from './rule.js';

/** A permission as a rule file asks for it. `?` matches anything; `*` is matched literally only. */
export type Permission =
  | {
      readonly verbs: readonly string[];
      readonly group: string;
      readonly resource: string;
      readonly subresource: string;
      /** Entries of `resources` that allow it, besides `*`: `pods/exec` and `*` + `/exec`. */
      readonly entries: readonly string[];
      readonly path?: undefined;
    }
  | { readonly verbs: readonly string[]; readonly path: string };

/** Parses `verb[,verb…] resource[/subresource][.group]` or `verb[,verb…] /path`; undefined when the text has another form. */
export function parsePermission(text: PermissionText): Permission | undefined {
  const match = /^(\S+)\s+(\S+)$/.exec(text.trim());
  if (!match) return undefined;
  const verbs = (match[1] ?? '').split(',').filter((verb) => verb !== '');
  const target = match[2] ?? '';
  if (verbs.length === 0) return undefined;
  if (target.startsWith('/')) return { verbs, path: target };
  const dot = target.indexOf('.');
  const named = dot < 0 ? target : target.slice(0, dot);
  const group = dot < 0 ? '' : target.slice(dot + 1);
  const slash = named.indexOf('/');
  if (slash < 0) return { verbs, group, resource: named, subresource: '', entries: [named] };
  return { verbs, group, resource: named.slice(0, slash), subresource: named.slice(slash + 1), entries: [named, `*${named.slice(slash)}`] };
}
