// Agreement with Kubernetes itself: every recorded answer, none left out.
import { expect, test } from 'vitest';
import { score } from '../../scripts/score/rbac.js';

test('every recorded answer of the RBAC and ABAC code of Kubernetes is given', () => {
  const lines: string[] = [];
  const { passed, failed } = score('test/rbac/recorded', (line) => lines.push(line));
  expect(lines.filter((line) => / instead of /.test(line)).slice(0, 5)).toEqual([]);
  expect(failed).toBe(0);
  expect(passed).toBe(58507);
});
