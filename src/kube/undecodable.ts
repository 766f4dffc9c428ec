// What the API server cannot read: fields of pods and ServiceAccounts that are of another type than the API gives them. It takes `"false"` for no boolean and `true` for no name.
import { Mapping, Sequence, type Place, type Value } from '#source/document.js';
import { routeOfItem, routeOfKey } from '#source/place.js';
import type { KubeObject } from './object.js';
import { keyIn, rootOf, type Part } from './part.js';

/** A field of another type than it has in the API. */
export interface WrongType {
  /** `spec.hostNetwork is a string, not a boolean` */
  readonly message: string;
  readonly place: Place | undefined;
}

/** What a field has to be; of mappings, and of those in a list, the fields that anything here depends on. */
type Shape = 'string' | 'boolean' | { readonly fields: Fields } | { readonly items: Fields };
type Fields = Readonly<Record<string, Shape>>;

const containers: Shape = {
  items: {
    name: 'string',
    image: 'string',
    env: { items: {} },
    envFrom: { items: {} },
    volumeMounts: { items: { name: 'string', mountPath: 'string' } },
    securityContext: { fields: { privileged: 'boolean', allowPrivilegeEscalation: 'boolean', runAsNonRoot: 'boolean' } },
  },
};

const podSpec: Fields = {
  serviceAccountName: 'string',
  serviceAccount: 'string',
  automountServiceAccountToken: 'boolean',
  hostNetwork: 'boolean',
  hostPID: 'boolean',
  hostIPC: 'boolean',
  hostUsers: 'boolean',
  shareProcessNamespace: 'boolean',
  nodeName: 'string',
  runtimeClassName: 'string',
  securityContext: { fields: { runAsNonRoot: 'boolean' } },
  containers,
  initContainers: containers,
  ephemeralContainers: containers,
  volumes: { items: { name: 'string' } },
  imagePullSecrets: { items: { name: 'string' } },
};

const account: Fields = { automountServiceAccountToken: 'boolean', secrets: { items: { name: 'string' } }, imagePullSecrets: { items: { name: 'string' } } };

const builtinGroups: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'extensions']);

/** Whether the API server itself checks the pod spec of an object. What a custom resource may have there only its own schema says, and its controller adds what is missing. */
export function isChecked({ group }: KubeObject): boolean {
  return builtinGroups.has(group);
}

/** Of the pod spec of an object, in the order of the fields above; null is not set. */
export function wrongTypesOfPod(object: KubeObject, spec: Part): readonly WrongType[] {
  return isChecked(object) ? wrongTypes(spec, podSpec) : [];
}

/** Of a ServiceAccount. */
export function wrongTypesOfAccount(object: KubeObject): readonly WrongType[] {
  const root = rootOf(object);
  return root ? wrongTypes(root, account) : [];
}

function wrongTypes(part: Part, fields: Fields): readonly WrongType[] {
  return Object.entries(fields).flatMap(([key, shape]) => {
    const value = part.node.get(key);
    if (value === undefined || value === null) return [];
    const route = routeOfKey(part.route, key);
    const wrong = (given: Value, where: string, wanted: string): WrongType => ({ message: `${where} is ${typeWords(given)}, not ${wanted}`, place: keyIn(part, key) });
    if (typeof shape === 'string') return typeof value === shape ? [] : [wrong(value, route, `a ${shape}`)];
    if ('fields' in shape) return value instanceof Mapping ? wrongTypes({ node: value, route, file: part.file }, shape.fields) : [wrong(value, route, 'a mapping')];
    if (!(value instanceof Sequence)) return [wrong(value, route, 'a list')];
    return value.values.flatMap((item, index) => {
      if (item === null) return [];
      const at = routeOfItem(route, index);
      return item instanceof Mapping ? wrongTypes({ node: item, route: at, file: part.file }, shape.items) : [wrong(item, at, 'a mapping')];
    });
  });
}

function typeWords(value: Value): string {
  return value instanceof Mapping ? 'a mapping' : value instanceof Sequence ? 'a list' : `a ${typeof value}`;
}
