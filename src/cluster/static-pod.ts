// Components that run as pods: command and args of their containers, a shell line included.
import { each, inside, keyIn, placeOfPart, text, type Part } from '#kube/part.js';
import { firstCommand, flagsOf, isVariable, shellWords } from './command-line.js';
import { componentNamed, versionIn, type Component, type ComponentFlags } from './component.js';
import { textsIn, type WrittenText } from './embedded.js';

/** The components among the containers of a Pod, or of anything with a pod template. */
export function staticPodComponents(part: Part): readonly ComponentFlags[] {
  const spec = inside(part, 'spec');
  const podSpecs = [spec, inside(spec, 'template', 'spec'), inside(spec, 'jobTemplate', 'spec', 'template', 'spec')];
  return podSpecs.flatMap((podSpec) => each(podSpec, 'containers')).flatMap((container) => componentOf(container) ?? []);
}

function componentOf(container: Part): ComponentFlags | undefined {
  const image = text(container, 'image');
  const command = textsIn(container, 'command');
  const started = startedBy([...command, ...textsIn(container, 'args')], command.length === 0 ? componentNamed(image) : undefined);
  const place = keyIn(container, 'command') ?? keyIn(container, 'args') ?? placeOfPart(container);
  if (!started || !place) return undefined;
  return { component: started.component, flags: flagsOf(started.words), version: versionIn(image), source: 'pod', place, isOpen: started.words.some(isVariable) };
}

interface Started {
  readonly component: Component;
  /** Everything behind the component's name. */
  readonly words: readonly WrittenText[];
}

/** What a command starts: the word that names a component (hyperkube leaves out `kube-`), a shell line that holds one, or else the image's own entry point. */
function startedBy(words: readonly WrittenText[], entryPoint: Component | undefined): Started | undefined {
  for (const [index, word] of words.entries()) {
    if (word.value.startsWith('-') && !/\s/.test(word.value)) continue;
    const component = componentNamed(word.value) ?? (isHyperkube(words[index - 1]) ? componentNamed(`kube-${word.value}`) : undefined);
    if (component) return { component, words: words.slice(index + 1) };
    const inLine = /\s/.test(word.value) ? startedInLine(shellWords(word)) : undefined;
    if (inLine) return inLine;
  }
  return entryPoint && { component: entryPoint, words };
}

function isHyperkube(word: WrittenText | undefined): boolean {
  return word !== undefined && /(?:^|\/)hyperkube$/.test(word.value);
}

function startedInLine(words: readonly WrittenText[]): Started | undefined {
  for (const [index, word] of words.entries()) {
    const component = componentNamed(word.value) ?? (isHyperkube(words[index - 1]) ? componentNamed(`kube-${word.value}`) : undefined);
    if (component) return { component, words: firstCommand(words.slice(index + 1)) };
  }
  return undefined;
}
