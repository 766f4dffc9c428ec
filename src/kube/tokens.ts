// The tokens that each container of an admitted pod can read: injected, projected, from token Secrets, or handed to a CSI driver.
import type { Admission, AdmittedContainer, Mount } from './admission.js';
import type { Token } from './inventory.js';
import { each, inside, isSet, keyIn, number, placeIn, placeOfPart, text, type Part } from './part.js';

/** Type of the Secrets that the tokens controller fills with a token that never expires. */
export const tokenSecretType = 'kubernetes.io/service-account-token';

/** What surrounds the pod, in its namespace. */
export interface TokenSources {
  /** The account a token Secret speaks for; undefined when the Secret is none or is not known. */
  readonly tokenSecretAccount: (secretName: string) => string | undefined;
  /** `spec.tokenRequests` of a CSIDriver. */
  readonly tokenRequests: (driver: string) => readonly Part[];
  /** Audiences that the API server takes besides ''. */
  readonly apiAudiences: readonly string[];
  /** Longer lifetimes are shortened to this (--service-account-max-token-expiration). */
  readonly maximumSeconds: number;
}

/** Audience of the API server as kubeadm sets its issuer; '' always means the API server's own. */
export const defaultApiAudiences: readonly string[] = ['https://kubernetes.default.svc.cluster.local'];

/** Default lifetime of a projected token (pkg/apis/core/v1/defaults.go). */
const projectedLifetime = 3600;

/** Tokens of one container: mounts in order (sources and items in order), then `envFrom`, then `env`. */
export function tokensOf(container: AdmittedContainer, admission: Admission, sources: TokenSources): readonly Token[] {
  const mounted = container.mounts.flatMap((mount) => {
    const volume = admission.volumes.find((candidate) => text(candidate, 'name') === mount.volume);
    return volume ? tokensOfVolume(volume, mount, admission, sources) : [];
  });
  return [...mounted, ...tokensOfEnvironment(container.part, sources)];
}

function tokensOfVolume(volume: Part, mount: Mount, admission: Admission, sources: TokenSources): readonly Token[] {
  const secret = inside(volume, 'secret');
  if (secret) return tokensOfSecret(secret, 'secretName', 'secret', mount, sources);
  const driver = text(inside(volume, 'csi'), 'driver');
  if (driver !== '') return tokensOfDriver(driver, volume, mount, admission.serviceAccountName, sources);
  return each(inside(volume, 'projected'), 'sources').flatMap((source) => {
    const projectedSecret = inside(source, 'secret');
    if (projectedSecret) return tokensOfSecret(projectedSecret, 'name', 'projected-secret', mount, sources);
    const token = inside(source, 'serviceAccountToken');
    const path = token && pathOf(mount, text(token, 'path'));
    if (!token || path === undefined) return [];
    const audience = text(token, 'audience');
    return [
      {
        source: volume === admission.injectedVolume ? 'automount' : 'projected',
        via: 'projected',
        path,
        audience,
        expirationSeconds: Math.min(number(token, 'expirationSeconds') ?? projectedLifetime, sources.maximumSeconds),
        serviceAccount: admission.serviceAccountName,
        forApiServer: audience === '' || sources.apiAudiences.includes(audience),
        place: keyIn(source, 'serviceAccountToken'),
      } satisfies Token,
    ];
  });
}

/** The key `token` of a token Secret, under the names that `items` give it. */
function tokensOfSecret(source: Part, nameKey: string, via: Token['via'], mount: Mount, sources: TokenSources): readonly Token[] {
  const account = sources.tokenSecretAccount(text(source, nameKey));
  if (account === undefined) return [];
  const items = each(source, 'items');
  const files = items.length === 0 ? ['token'] : items.filter((item) => text(item, 'key') === 'token').map((item) => text(item, 'path'));
  return files.flatMap((file) => {
    const path = pathOf(mount, file);
    return path === undefined ? [] : [legacyToken(path, account, via, placeIn(source, nameKey))];
  });
}

function tokensOfEnvironment(container: Part, sources: TokenSources): readonly Token[] {
  const found: Token[] = [];
  for (const from of each(container, 'envFrom')) {
    const source = inside(from, 'secretRef');
    const account = sources.tokenSecretAccount(text(source, 'name'));
    if (source && account !== undefined) found.push(legacyToken(`$${text(from, 'prefix')}token`, account, 'envFrom', placeIn(source, 'name')));
  }
  for (const variable of each(container, 'env')) {
    const source = inside(variable, 'valueFrom', 'secretKeyRef');
    const account = sources.tokenSecretAccount(text(source, 'name'));
    if (source && account !== undefined && text(source, 'key') === 'token') found.push(legacyToken(`$${text(variable, 'name')}`, account, 'env', placeIn(source, 'name')));
  }
  return found;
}

function legacyToken(path: string, serviceAccount: string, via: Token['via'], place: Token['place']): Token {
  return { source: 'secret', via, path, audience: '', expirationSeconds: null, serviceAccount, forApiServer: true, place };
}

/** The kubelet asks for these and gives them to the driver, which acts for the pod; a container that mounts the volume reaches them through it. */
function tokensOfDriver(driver: string, volume: Part, mount: Mount, serviceAccount: string, sources: TokenSources): readonly Token[] {
  return sources.tokenRequests(driver).map((request): Token => {
    const audience = text(request, 'audience');
    return {
      source: 'csi',
      via: 'csi',
      path: mount.path,
      audience,
      expirationSeconds: Math.min(number(request, 'expirationSeconds') ?? projectedLifetime, sources.maximumSeconds),
      serviceAccount,
      forApiServer: audience === '' || sources.apiAudiences.includes(audience),
      place: keyIn(volume, 'csi') ?? placeOfPart(volume),
    };
  });
}

/** Where a file of a volume ends up in the container; undefined when `subPath` leaves it out. `subPathExpr` depends on the pod's environment and is not followed. */
function pathOf(mount: Mount, file: string): string | undefined {
  if (isSet(mount.part, 'subPathExpr') && text(mount.part, 'subPathExpr') !== '') return undefined;
  const subPath = text(mount.part, 'subPath');
  if (subPath === '') return cleanPath(`${mount.path}/${file}`);
  if (subPath === file) return mount.path;
  return file.startsWith(`${subPath}/`) ? cleanPath(`${mount.path}${file.slice(subPath.length)}`) : undefined;
}

/** Go's path.Join: no doubled or trailing slashes, no dots. */
function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '' && step !== '.') parts.push(step);
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}
