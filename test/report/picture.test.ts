// The page of `graph -f html` in a real browser: what a person clicks, types and reads; nothing of the files is ever run.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilePicture } from '../../scripts/compile-picture.js';
import { saLint } from '../sa-lint.js';

const directory = mkdtempSync(join(tmpdir(), 'sa-lint-picture-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function pageOf(name: string, ...paths: string[]): string {
  const file = join(directory, `${name}.html`);
  const { status, stderr } = saLint(['graph', '-q', '-f', `html=${file}`, ...paths]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return file;
}

test('the generated page is what its sources build', async () => {
  expect(readFileSync('src/generated/picture.ts', 'utf8')).toBe(await compilePicture());
});

test('same input, same bytes, and nothing is loaded from elsewhere', () => {
  const text = readFileSync(pageOf('one', 'fixtures/quickstart'), 'utf8');
  expect(readFileSync(pageOf('two', 'fixtures/quickstart'), 'utf8')).toBe(text);
  expect(text.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<link|src=|@import/);
});

const browserPath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path !== undefined && existsSync(path));
if (browserPath === undefined) process.stderr.write('no Chromium is here (/usr/bin/chromium, or $CHROMIUM): the page is not tried in a browser\n');

describe.skipIf(browserPath === undefined)('in Chromium', () => {
  let browser: Browser;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(file: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, colorScheme });
    complaints.length = 0;
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => request.url().startsWith('file:') || complaints.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return page;
  }

  test('a finding shows its path, hop by hop, with file and line; Escape lets go', async () => {
    const page = await open(pageOf('quick', 'fixtures/quickstart'));
    await page.getByRole('button', { name: 'Group ci can become cluster-admin' }).click();
    expect(await page.locator('#details .steps > li').count()).toBe(3);
    expect(await page.locator('#details').innerText()).toContain('fixtures/quickstart/team/ci.yaml:10:24');
    expect(await page.locator('.box.lit').evaluateAll((boxes) => boxes.map((box) => box.getAttribute('data-key')))).toEqual(expect.arrayContaining(['group:ci', 'workloads@shop', 'serviceaccount:shop/access-operator', 'admin@*']));
    expect(await page.locator('.line.lit').count()).toBe(3);
    await page.keyboard.press('Escape');
    expect(await page.locator('.dim, .lit').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('footholds stand left of what must not be reached', async () => {
    const page = await open(pageOf('quick', 'fixtures/quickstart'));
    const left = async (key: string): Promise<number> => (await page.locator(`[data-key="${key}"]`).boundingBox())?.x ?? -1;
    expect(await left('group:ci')).toBeLessThan(await left('serviceaccount:shop/access-operator'));
    expect(await left('serviceaccount:shop/access-operator')).toBeLessThan(await left('admin@*'));
  });

  test('search, severities and namespace narrow findings and graph', async () => {
    const page = await open(pageOf('quick', 'fixtures/quickstart'));
    const count = (): Promise<number> => page.locator('#findings li').count();
    const all = await count();
    await page.keyboard.press('/');
    await page.keyboard.type('become cluster-admin');
    expect(await count()).toBe(2);
    await page.locator('#search').fill('');
    await page.getByLabel('critical').uncheck();
    expect(await count()).toBe(all - 2);
    await page.getByLabel('critical').check();
    await page.locator('#search').fill('nothing is called so');
    expect(await count()).toBe(0);
    expect(await page.locator('#empty').isVisible()).toBe(true);
    await page.locator('#search').fill('');
    await page.locator('#namespace').selectOption('shop');
    expect(await count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test('by keyboard: a box is focused, opened and keeps the focus', async () => {
    const page = await open(pageOf('quick', 'fixtures/quickstart'));
    await page.locator('[data-key="group:ci"]').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#details h2').innerText()).toBe('ci');
    expect(await page.evaluate("document.activeElement.getAttribute('data-key')")).toBe('group:ci');
    expect(await page.locator('#details').innerText()).toContain('RoleBinding shop/ci-rollout -> Role shop/rollout fixtures/quickstart/team/ci.yaml:23:9');
  });

  test('a choke point says what would be gone', async () => {
    const page = await open(pageOf('quick', 'fixtures/quickstart'));
    await page.locator('#chokes button').first().click();
    expect(await page.locator('#details').innerText()).toMatch(/WHAT IF IT WERE REMOVED\s+\d+ of \d+ paths/i);
    expect(complaints).toEqual([]);
  });

  test('what rests on a choke point stands out, and the rest does not', async () => {
    const page = await open(pageOf('quick', 'fixtures/quickstart'));
    const [choked, lines] = [await page.locator('.line.choke').count(), await page.locator('.line').count()];
    expect(choked).toBeGreaterThan(0);
    expect(choked).toBeLessThan(lines);
  });

  test('a path that ends with what somebody holds is drawn to its end', async () => {
    const file = join(directory, 'holds.yaml');
    writeFileSync(file, `apiVersion: v1
kind: ServiceAccount
metadata: { name: root, namespace: shop }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: root }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: root, namespace: shop }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: tokens, namespace: shop }
rules: [{ apiGroups: [''], resources: [serviceaccounts/token], verbs: [create] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: tokens, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: tokens }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: jane }]
`);
    const page = await open(pageOf('holds', file));
    await page.getByRole('button', { name: 'User jane can become cluster-admin' }).click();
    expect(await page.locator('.box.lit').evaluateAll((boxes) => boxes.map((box) => box.getAttribute('data-key')).sort())).toEqual(['admin@*', 'serviceaccount:shop/root', 'user:jane']);
    expect(await page.locator('.line.lit').count()).toBe(2);
  });

  test('a thousand nodes are drawn as groups that open', async () => {
    const file = join(directory, 'many.yaml');
    const objects = Array.from({ length: 40 }, (_, namespace) => Array.from({ length: 25 }, (_, index) => `apiVersion: v1\nkind: Secret\nmetadata: { name: s${index}, namespace: n${namespace} }\n`)).flat();
    const admin = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: jane }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit }\nsubjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: jane }]\n';
    writeFileSync(file, [admin, ...objects].join('---\n'));
    const page = await open(pageOf('many', file));
    await page.getByLabel('Show').selectOption('all');
    const group = page.locator('.box', { hasText: /25 × secretn7 · open/ });
    expect(await page.locator('.box').count()).toBeLessThan(400);
    const before = await page.locator('.box').count();
    await group.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.box').count()).toBe(before + 24);
    expect(complaints).toEqual([]);
  });

  test('hostile names are text', async () => {
    const file = join(directory, 'hostile.yaml');
    const name = "</script><script>document.title='run'</script><img src=x onerror=document.title='run'>\\u202e\\u001b[2J";
    writeFileSync(file, ['edit', 'cluster-admin'].map((role) => `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: "${role}" }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role} }\nsubjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: "${name}${role}${'x'.repeat(10_000)}" }]\n`).join('---\n'));
    const page = await open(pageOf('hostile', file));
    await page.getByLabel('Show').selectOption('all');
    await page.locator('.box').first().click();
    expect(await page.title()).toBe('sa-lint: privilege graph');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.content()).not.toMatch(/[\u202e\u001b]/);
    expect(complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing in %s', async (colorScheme) => {
    const page = await open(pageOf('quick', 'fixtures/quickstart'), colorScheme);
    await page.locator('#findings button').first().click();
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    // The policy of the page forbids scripts of others, so it runs from the browser's side.
    const found = await page.evaluate(`${axe}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
    expect(found).toEqual([]);
  });
});
