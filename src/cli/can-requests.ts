// `sa-lint can-i --requests`: one request a line as JSON, one answer a line. Groups are taken as given, nothing is implied.
import { authorize } from '#rbac/authorizer.js';
import type { Identity, RequestAttributes } from '#rbac/model.js';
import { harmlessJson } from '#report/harmless.js';
import { answerData, type CommandResult } from './access-answer.js';
import { authorizersOf, proofOf, type AccessContext } from './can-i.js';

/** Exit code 0 when all are allowed, 1 when one is denied, 3 when the files cannot tell for one and none is denied; 2 for a line that is no request. */
export function answerRequests(text: string, context: AccessContext): CommandResult {
  const authorizers = authorizersOf(context);
  const answers: string[] = [];
  const hints: string[] = [];
  let [denied, unknown] = [false, false];
  for (const [index, line] of text.replace(/^\ufeff/, '').split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readRequest(line);
    if ('error' in read) {
      hints.push(`request on line ${index + 1}: ${read.error}`);
      answers.push(JSON.stringify({ error: read.error }));
      continue;
    }
    const { identity, request } = read;
    const answer = authorize(authorizers, identity, request);
    answers.push(JSON.stringify(answerData(answer, request, proofOf(answer, context.access, identity, request))));
    if (!answer.allowed && answer.unknown !== undefined) unknown = true;
    else if (!answer.allowed) denied = true;
  }
  return { output: harmlessJson(answers.map((answer) => `${answer}\n`).join('')), hints, exitCode: hints.length > 0 ? 2 : denied ? 1 : unknown ? 3 : 0 };
}

const textKeys = ['user', 'verb', 'apiGroup', 'resource', 'subresource', 'name', 'namespace', 'path'] as const;

function readRequest(line: string): { readonly identity: Identity; readonly request: RequestAttributes } | { readonly error: string } {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return { error: 'not JSON' };
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return { error: 'not a JSON object' };
  const fields = data as Record<string, unknown>;
  for (const key of textKeys) if (fields[key] !== undefined && fields[key] !== null && typeof fields[key] !== 'string') return { error: `${key} is not a string` };
  const groups = fields.groups ?? [];
  if (!Array.isArray(groups) || groups.some((group) => typeof group !== 'string')) return { error: 'groups is not a list of strings' };
  const text = (key: (typeof textKeys)[number]): string => (fields[key] as string | null | undefined) ?? '';
  if (text('verb') === '') return { error: 'no verb' };
  const identity = { user: text('user'), groups: groups as string[] };
  if (typeof fields.path === 'string') return { identity, request: { verb: text('verb'), path: fields.path } };
  const request = { verb: text('verb'), apiGroup: text('apiGroup'), resource: text('resource'), subresource: text('subresource'), namespace: text('namespace'), name: text('name') };
  return { identity, request };
}
