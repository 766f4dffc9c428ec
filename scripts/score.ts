// Compares sa-lint with recorded answers: `npm run score -- yaml|rbac|admission|attacks|corpus [DIR]`. Prints every disagreement and ends with `N passed, N failed`.
import { existsSync } from 'node:fs';

interface Score {
  readonly defaultDirectory: string;
  readonly score: (directory: string, log: (line: string) => void) => { passed: number; failed: number };
}

const scores: Record<string, () => Promise<Score>> = {
  yaml: () => import('./score/yaml.js'),
  rbac: () => import('./score/rbac.js'),
  admission: () => import('./score/admission.js'),
  attacks: () => import('./score/attacks.js'),
  corpus: () => import('./score/corpus.js'),
};

const [name = '', given] = process.argv.slice(2);
const load = scores[name];
if (!load) {
  console.error(`usage: npm run score -- ${Object.keys(scores).join('|')} [DIR]`);
  process.exit(2);
}
const { defaultDirectory, score } = await load();
const directory = given ?? defaultDirectory;
if (!existsSync(directory)) {
  console.error(`${directory} is not there: this score compares with recorded answers that are kept beside the project; name their folder as the last argument`);
  process.exit(2);
}
const { passed, failed } = score(directory, (line) => console.log(line));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
