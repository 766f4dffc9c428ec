// What the API server's validation refuses in a pod spec, as far as names, volumes and mounts go (pkg/apis/core/validation/validation.go, ValidatePodSpec).
import type { Admission, AdmittedContainer } from './admission.js';
import { each, inside, isSet, keyIn, number, placeIn, placeOfPart, text, type Part } from './part.js';
import type { Place } from '#source/document.js';

/** One error as upstream's field.Error: the path from the object's root, its type and words. */
export interface Invalidity {
  readonly field: string;
  readonly type: 'FieldValueRequired' | 'FieldValueInvalid' | 'FieldValueDuplicate' | 'FieldValueNotFound' | 'FieldValueForbidden';
  readonly message: string;
  readonly place: Place | undefined;
}

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Bounds of a projected token's lifetime in seconds. */
const shortestToken = 600;
const longestToken = 2 ** 32;

/** Errors in upstream's order: volumes, containers, init containers, ephemeral containers, the account's name. An injected mount is looked at like a written one. */
export function invalidPodSpec(spec: Part, admission: Pick<Admission, 'containers' | 'volumes' | 'injectedVolume'>): readonly Invalidity[] {
  const errors: Invalidity[] = [];
  const volumes = validVolumes(admission, errors);
  const names = new Set<string>();
  for (const type of ['container', 'init', 'ephemeral']) {
    for (const container of admission.containers) if (container.type === type) checkContainer(container, names, volumes, errors);
  }
  const account = text(spec, 'serviceAccountName');
  if (account !== '' && !isSubdomain(account)) errors.push(invalid(spec, 'serviceAccountName', account, 'a lowercase RFC 1123 subdomain is needed'));
  return errors;
}

/** Whether a name can be a DNS subdomain, as names of ServiceAccounts and Secrets must. */
export function isSubdomain(name: string): boolean {
  return name.length <= 253 && dnsSubdomain.test(name);
}

/** Names of the volumes that are valid: a mount of another one is a mount of nothing. */
function validVolumes({ volumes, injectedVolume }: Pick<Admission, 'volumes' | 'injectedVolume'>, errors: Invalidity[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const volume of volumes) {
    if (volume === injectedVolume) {
      names.add(text(volume, 'name'));
      continue;
    }
    const before = errors.length;
    checkProjected(inside(volume, 'projected'), errors);
    const name = text(volume, 'name');
    if (name === '') errors.push(required(volume, 'name'));
    else if (!dnsLabel.test(name)) errors.push(invalid(volume, 'name', name, 'a lowercase RFC 1123 label is needed'));
    if (names.has(name)) errors.push(duplicate(volume, 'name', name));
    if (errors.length === before) names.add(name);
  }
  return names;
}

function checkProjected(projected: Part | undefined, errors: Invalidity[]): void {
  const taken = new Set<string>();
  const take = (path: string, owner: string): void => {
    if (path === '') return;
    if (!taken.has(path)) taken.add(path);
    else if (projected) errors.push({ field: projected.route, type: 'FieldValueInvalid', message: `Invalid value: "${owner}": conflicting duplicate paths`, place: placeOfPart(projected) });
  };
  for (const source of each(projected, 'sources')) {
    for (const kind of ['secret', 'configMap', 'downwardAPI']) {
      const of = inside(source, kind);
      if (kind !== 'downwardAPI' && of && text(of, 'name') === '') errors.push(required(of, 'name'));
      for (const item of each(of, 'items')) take(text(item, 'path'), text(of, 'name'));
    }
    const token = inside(source, 'serviceAccountToken');
    if (!token) continue;
    const seconds = number(token, 'expirationSeconds');
    if (seconds !== undefined && (seconds < shortestToken || seconds > longestToken)) {
      const bound = seconds < shortestToken ? 'may not specify a duration less than 10 minutes' : 'may not specify a duration larger than 2^32 seconds';
      errors.push(invalid(token, 'expirationSeconds', String(seconds), bound));
    }
    // Paths of tokens are not compared with each other or with anything else.
    if (text(token, 'path') === '') errors.push(required(token, 'path'));
  }
}

function checkContainer({ part, mounts }: AdmittedContainer, names: Set<string>, volumes: ReadonlySet<string>, errors: Invalidity[]): void {
  const name = text(part, 'name');
  if (name === '') errors.push(required(part, 'name'));
  else if (!dnsLabel.test(name)) errors.push(invalid(part, 'name', name, 'a lowercase RFC 1123 label is needed'));
  if (text(part, 'image') === '') errors.push(required(part, 'image'));
  const paths = new Set<string>();
  mounts.forEach((mount, index) => {
    const at = mount.injected ? { ...mount.part, route: `${part.route}.volumeMounts[${index}]` } : mount.part;
    if (mount.volume === '') errors.push(required(at, 'name'));
    if (!volumes.has(mount.volume)) {
      errors.push({ field: `${at.route}.name`, type: 'FieldValueNotFound', message: `Not found: "${mount.volume}"`, place: placeIn(at, 'name') ?? placeOfPart(part) });
    }
    if (mount.path === '') errors.push(required(at, 'mountPath'));
    if (paths.has(mount.path)) errors.push(invalid(at, 'mountPath', mount.path, 'must be unique'));
    paths.add(mount.path);
  });
  if (name !== '' && names.has(name)) errors.push(duplicate(part, 'name', name));
  names.add(name);
}

function required(part: Part, key: string): Invalidity {
  const place = isSet(part, key) ? keyIn(part, key) : placeOfPart(part);
  return { field: `${part.route}.${key}`, type: 'FieldValueRequired', message: 'Required value', place };
}

function invalid(part: Part, key: string, value: string, why: string): Invalidity {
  return { field: `${part.route}.${key}`, type: 'FieldValueInvalid', message: `Invalid value: "${value}": ${why}`, place: placeIn(part, key) };
}

function duplicate(part: Part, key: string, value: string): Invalidity {
  return { field: `${part.route}.${key}`, type: 'FieldValueDuplicate', message: `Duplicate value: "${value}"`, place: placeIn(part, key) };
}
