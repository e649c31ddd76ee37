import { isDeepStrictEqual } from 'node:util';

import type { JsonObject, JsonValue } from 'kustomize-ts';

import { groupOf } from '../../resource/identity.ts';
import type { Identity } from '../../resource/identity.ts';

type Maybe = JsonValue | undefined;

/** Whether a value may become another one. */
type Allows = (before: Maybe, after: Maybe) => boolean;

/** Fields that may change, each in which way; all others have to stay. */
type Inner = { readonly [field: string]: Allows | Inner };

const anything: Allows = () => true;

/** From one number above 0 to another: that there are pods stays as it is. Absent it is 1. */
const some: Allows = (before, after) => [before ?? 1, after ?? 1].every(isSome);

/** Far below the number of pods at which the model stops to count. */
const MOST_REPLICAS = 1000;

function isSome(value: JsonValue): boolean {
  return typeof value === 'number' && value > 0 && value <= MOST_REPLICAS;
}

/** Rules know programs by the last part of the name of their image. */
const sameProgram: Allows = (before, after) => programOf(before) === programOf(after);

function programOf(image: Maybe): string {
  const [path = ''] = typeof image === 'string' ? image.split('@') : [];
  return path.slice(path.lastIndexOf('/') + 1).split(':')[0] ?? '';
}

/** An option by which a rule knows what kube-state-metrics shows of the whole cluster. */
const withoutResources: Allows = (before, after) =>
  !JSON.stringify([before ?? null, after ?? null]).includes('--resources');

/** Annotations that only make new pods. */
const rollouts: Allows = (before, after) =>
  isDeepStrictEqual(withoutRollouts(before), withoutRollouts(after));

function withoutRollouts(annotations: Maybe): JsonObject {
  if (!isObject(annotations)) return {};
  return Object.fromEntries(
    Object.entries(annotations).filter(
      ([key]) => !key.startsWith('checksum/') && key !== 'kubectl.kubernetes.io/restartedAt',
    ),
  );
}

const CONTAINER: Inner = {
  image: sameProgram,
  imagePullPolicy: anything,
  command: withoutResources,
  args: withoutResources,
  env: anything,
  envFrom: anything,
  lifecycle: anything,
  livenessProbe: anything,
  readinessProbe: anything,
  resources: anything,
  securityContext: anything,
  startupProbe: anything,
  terminationMessagePath: anything,
  terminationMessagePolicy: anything,
  volumeMounts: anything,
  workingDir: anything,
};

const TEMPLATE: Inner = {
  metadata: { annotations: rollouts },
  spec: {
    automountServiceAccountToken: anything,
    containers: sameItems(CONTAINER),
    enableServiceLinks: anything,
    imagePullSecrets: anything,
    initContainers: sameItems(CONTAINER),
    securityContext: anything,
    terminationGracePeriodSeconds: anything,
    topologySpreadConstraints: anything,
    volumes: anything,
  },
};

const JOB: Inner = {
  activeDeadlineSeconds: anything,
  backoffLimit: anything,
  template: TEMPLATE,
  ttlSecondsAfterFinished: anything,
};

/**
 * Fields that nothing outside of the namespace of the object sees: no rule and no part of the model reads them but for
 * the object itself and for what stands in its namespace. What pods are told of hosts is compared apart.
 */
const INNER: ReadonlyMap<string, Inner> = new Map<string, Inner>([
  ['/ConfigMap', { data: anything, binaryData: anything, immutable: anything }],
  ['/Secret', { data: anything, stringData: anything, immutable: anything }],
  [
    '/ServiceAccount',
    { automountServiceAccountToken: anything, imagePullSecrets: anything, secrets: anything },
  ],
  [
    'apps/Deployment',
    {
      spec: {
        minReadySeconds: anything,
        progressDeadlineSeconds: anything,
        replicas: some,
        revisionHistoryLimit: anything,
        strategy: anything,
        template: TEMPLATE,
      },
    },
  ],
  [
    'apps/StatefulSet',
    {
      spec: {
        minReadySeconds: anything,
        revisionHistoryLimit: anything,
        template: TEMPLATE,
        updateStrategy: anything,
      },
    },
  ],
  [
    'apps/DaemonSet',
    {
      spec: {
        minReadySeconds: anything,
        revisionHistoryLimit: anything,
        template: TEMPLATE,
        updateStrategy: anything,
      },
    },
  ],
  ['batch/Job', { spec: JOB }],
  [
    'batch/CronJob',
    {
      spec: {
        concurrencyPolicy: anything,
        failedJobsHistoryLimit: anything,
        jobTemplate: { spec: JOB },
        schedule: anything,
        startingDeadlineSeconds: anything,
        successfulJobsHistoryLimit: anything,
        timeZone: anything,
      },
    },
  ],
  [
    'policy/PodDisruptionBudget',
    {
      spec: {
        maxUnavailable: anything,
        minAvailable: anything,
        unhealthyPodEvictionPolicy: anything,
      },
    },
  ],
]);

/**
 * Whether an edit of an object stays within what its namespace sees of it. The name may change by its hash alone, which
 * the caller has seen to.
 */
export function isInnerEdit(
  { apiVersion, kind, namespace = '' }: Identity,
  before: JsonObject,
  after: JsonObject,
): boolean {
  const inner = INNER.get(`${groupOf(apiVersion)}/${kind}`);
  if (!inner || namespace === '' || namespace === 'kube-system') return false;
  const name = { metadata: { name: anything } };
  return differsOnlyAt(before, after, { ...inner, ...name });
}

function differsOnlyAt(before: Maybe, after: Maybe, inner: Inner): boolean {
  if (!isObject(before) || !isObject(after)) return isDeepStrictEqual(before, after);
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const field of fields) {
    const [old, now] = [fieldOf(before, field), fieldOf(after, field)];
    if (isDeepStrictEqual(old, now)) continue;
    const allowed = Object.hasOwn(inner, field) ? inner[field] : undefined;
    if (!allowed) return false;
    const isAllowed =
      typeof allowed === 'function'
        ? allowed(old, now)
        : differsOnlyAt(old ?? {}, now ?? {}, allowed);
    if (!isAllowed) return false;
  }
  return true;
}

/** The same items by name, in the same order. */
function sameItems(inner: Inner): Allows {
  return (before, after) => {
    if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length)
      return false;
    return before.every((item, index) => differsOnlyAt(item, after[index], inner));
  };
}

function fieldOf(value: JsonObject, field: string): Maybe {
  return Object.hasOwn(value, field) ? value[field] : undefined;
}

function isObject(value: Maybe): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
