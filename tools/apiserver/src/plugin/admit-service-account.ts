import type { JsonObject } from 'kustomize-ts';
import { root } from '../field/path.ts';
import { object, objects, optionalFlag, optionalText, text } from '../field/read.ts';
import type { Cluster } from '../kind.ts';
import { MIRROR } from '../validate/pod-spec/annotations.ts';
import { eachContainer } from '../validate/pod-spec/each-container.ts';
import { existingNamed, nameOf } from './existing.ts';
import { mountServiceAccountToken } from './service-account-token.ts';

// Source: plugin/pkg/admission/serviceaccount/admission.go.

const ENFORCE_SECRETS = 'kubernetes.io/enforce-mountable-secrets';
/** How Go writes what ParseBool takes for true. */
const TRUTHS = ['1', 't', 'T', 'true', 'TRUE', 'True'];
/** Volumes that name a secret, and in which field. */
const SECRET_REFERENCES: readonly (readonly [source: string, field: string])[] = [
  ['cephfs', 'secretRef'],
  ['cinder', 'secretRef'],
  ['flexVolume', 'secretRef'],
  ['rbd', 'secretRef'],
  ['scaleIO', 'secretRef'],
  ['iscsi', 'secretRef'],
  ['storageos', 'secretRef'],
  ['csi', 'nodePublishSecretRef'],
];

/** Gives a Pod its service account and the token of it, or says why not. */
export function admitServiceAccount(
  pod: JsonObject,
  spec: JsonObject,
  cluster: Cluster,
): string | undefined {
  const metadata = object(pod, 'metadata');
  if (optionalText(object(metadata, 'annotations'), MIRROR) !== undefined) {
    return mirrorPodProblem(spec);
  }
  const name = text(spec, 'serviceAccountName') || 'default';
  spec['serviceAccountName'] = name;
  spec['serviceAccount'] = name;
  const namespace = text(metadata, 'namespace');
  const account = existingNamed(cluster, 'ServiceAccount', name, namespace);
  if (account === undefined && name !== 'default') {
    const missing = `serviceaccount "${name}" not found`;
    return `error looking up service account ${namespace}/${name}: ${missing}`;
  }
  const automount =
    optionalFlag(spec, 'automountServiceAccountToken') ??
    optionalFlag(account, 'automountServiceAccountToken') ??
    true;
  if (automount) mountServiceAccountToken(spec);
  const secrets = objects(account, 'imagePullSecrets');
  if (objects(spec, 'imagePullSecrets').length === 0 && secrets.length > 0) {
    spec['imagePullSecrets'] = secrets.map((secret) => ({ name: text(secret, 'name') }));
  }
  return account && secretProblem(spec, account);
}

function mirrorPodProblem(spec: JsonObject): string | undefined {
  if (text(spec, 'serviceAccountName') !== '') {
    return 'a mirror pod may not reference service accounts';
  }
  if (secretNames(spec).some((name) => name !== '')) {
    return 'a mirror pod may not reference secrets';
  }
  const hasToken = objects(spec, 'volumes').some((volume) =>
    objects(object(volume, 'projected'), 'sources').some((source) =>
      object(source, 'serviceAccountToken'),
    ),
  );
  return hasToken ? 'a mirror pod may not use ServiceAccountToken volume projections' : undefined;
}

/** The names of the secrets that a pod refers to. */
function secretNames(spec: JsonObject): string[] {
  const containers = [...eachContainer(spec, root)].flatMap(([container]) =>
    secretsOf(container).map(({ name }) => name),
  );
  const pulled = objects(spec, 'imagePullSecrets').map((secret) => text(secret, 'name'));
  return [...pulled, ...containers, ...objects(spec, 'volumes').flatMap(secretNamesOfVolume)];
}

function secretNamesOfVolume(volume: JsonObject): string[] {
  return [
    text(object(volume, 'secret'), 'secretName'),
    text(object(volume, 'azureFile'), 'secretName'),
    ...SECRET_REFERENCES.map(([source, field]) =>
      text(object(object(volume, source), field), 'name'),
    ),
    ...objects(object(volume, 'projected'), 'sources').map((source) =>
      text(object(source, 'secret'), 'name'),
    ),
  ];
}

interface SecretUse {
  /** Where a container names the secret, in the words of the server. */
  readonly where: string;
  readonly name: string;
}

function secretsOf(container: JsonObject): SecretUse[] {
  const variables = objects(container, 'env').flatMap((variable) => {
    const reference = object(object(variable, 'valueFrom'), 'secretKeyRef');
    const where = `envVar ${text(variable, 'name')}`;
    return reference ? [{ where, name: text(reference, 'name') }] : [];
  });
  const sources = objects(container, 'envFrom').flatMap((source) => {
    const reference = object(source, 'secretRef');
    return reference ? [{ where: 'envFrom', name: text(reference, 'name') }] : [];
  });
  return [...variables, ...sources];
}

/** Why a service account that lists its secrets does not let a pod have others. */
function secretProblem(spec: JsonObject, account: JsonObject): string | undefined {
  const annotations = object(object(account, 'metadata'), 'annotations');
  if (!TRUTHS.includes(text(annotations, ENFORCE_SECRETS))) return undefined;
  const own = new Set(objects(account, 'secrets').map((secret) => text(secret, 'name')));
  const refusal = `is not allowed because service account ${nameOf(account)} does not reference that`;
  for (const volume of objects(spec, 'volumes')) {
    const source = object(volume, 'secret');
    const name = text(source, 'secretName');
    if (source && !own.has(name)) {
      return `volume with secret.secretName="${name}" ${refusal} secret`;
    }
  }
  for (const [list, words] of [
    ['initContainers', 'init container'],
    ['containers', 'container'],
  ] as const) {
    for (const container of objects(spec, list)) {
      const use = secretsOf(container).find(({ name }) => !own.has(name));
      if (use === undefined) continue;
      const whose = `${words} ${text(container, 'name')} with ${use.where}`;
      return `${whose} referencing secret.secretName="${use.name}" ${refusal} secret`;
    }
  }
  const pulled = new Set(
    objects(account, 'imagePullSecrets').map((secret) => text(secret, 'name')),
  );
  const names = objects(spec, 'imagePullSecrets').map((secret) => text(secret, 'name'));
  const index = names.findIndex((name) => !pulled.has(name));
  if (index === -1) return undefined;
  return `imagePullSecrets[${index}].name="${names[index]}" ${refusal} imagePullSecret`;
}
