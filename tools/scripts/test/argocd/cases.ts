import type { JsonObject } from 'kustomize-ts';

/** What Argo CD's own code is asked. Its answers are in recorded.json. */

const OLD = '2020-01-01T00:00:00Z';
/** Younger than ten minutes, whenever it is asked. */
const YOUNG = '2999-01-01T00:00:00Z';

function service(
  spec: JsonObject,
  creationTimestamp: string = OLD,
  status: JsonObject = { loadBalancer: {} },
): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'go-server-lb', namespace: 'backend', creationTimestamp },
    spec,
    status,
  };
}

function balancedBy(ingress: JsonObject[]): JsonObject {
  return { loadBalancer: { ingress } };
}

/** What a live object is, and the health that it must have. */
export const HEALTH: readonly (readonly [expected: string, object: JsonObject])[] = [
  ['Healthy', service({ type: 'ClusterIP' })],
  ['Healthy', service({ type: 'NodePort' }, YOUNG)],
  ['Healthy', service({ type: 'ExternalName', externalName: 'example.com' })],
  ['Healthy', service({ type: 'LoadBalancer' }, OLD, balancedBy([{ ip: '10.0.0.1' }]))],
  ['Healthy', service({ type: 'LoadBalancer' }, YOUNG, balancedBy([{ hostname: 'example.com' }]))],
  ['Progressing', service({ type: 'LoadBalancer' }, YOUNG)],
  ['Progressing', service({ type: 'LoadBalancer' }, YOUNG, {})],
  ['Degraded', service({ type: 'LoadBalancer' })],
  ['Degraded', service({ type: 'LoadBalancer' }, OLD, balancedBy([]))],
  ['Degraded', service({ type: 'LoadBalancer' }, OLD, {})],
];

/** Parameters of a folder of the git generator. */
export const PARAMETERS = {
  path: {
    path: 'go-server',
    basename: 'go-server',
    basenameNormalized: 'go-server',
    segments: ['go-server'],
  },
};

/** Templates of texts. What this repository does not use may be refused by the tests, and must not be read otherwise. */
export const TEMPLATES: readonly string[] = [
  '',
  'plain',
  'dev-{{.path.basename}}',
  '{{.path.path}}',
  '{{ .path.path }}',
  '{{\t.path.path\n}}',
  'a{{.path.path}}b{{.path.basename}}c',
  '{{.path.basenameNormalized}}',
  '{{.path.nothing}}',
  '{{.nothing}}',
  '{{.path.path.more}}',
  '{{.path.constructor}}',
  '{{.path.__proto__}}',
  '{{.path.segments}}',
  '{{.path}}',
  '{{.}}',
  '{{}}',
  '{{.path.path',
  '{{.path.path}',
  '}}{{.path.path}}',
  '{{{.path.path}}}',
  '{{-.path.path}}',
  ' {{- .path.path -}} ',
  '{{/* a comment */}}x',
  '{{"{{"}}',
  '{{index .path.segments 0}}',
  '{{.path.basename | upper}}',
  '{{normalize .path.basename}}',
  '{{if .path.path}}x{{end}}',
  '{{.path-path}}',
  '{{.path .path}}',
  '{{. path}}',
  '{{env "HOME"}}',
];

function application(status: JsonObject): JsonObject {
  return {
    metadata: { name: 'dev-go-server' },
    spec: { source: { targetRevision: 'environment/dev' } },
    status,
  };
}

/** Applications, and the triggers that must fire. */
export const TOLD: readonly (readonly [triggers: readonly string[], application: JsonObject])[] = [
  [[], application({})],
  [
    [],
    application({
      health: { status: 'Healthy' },
      operationState: { phase: 'Succeeded', syncResult: { revision: 'a' } },
      conditions: [{ type: 'OrphanedResourceWarning', message: 'one' }],
    }),
  ],
  [[], application({ health: { status: 'Progressing' }, operationState: { phase: 'Running' } })],
  [
    ['on-sync-failed'],
    application({
      health: { status: 'Healthy' },
      operationState: {
        phase: 'Failed',
        message: 'one or more synchronization tasks completed unsuccessfully',
        syncResult: { revision: 'a' },
      },
    }),
  ],
  [
    // As Argo CD told it in the lab.
    ['on-check-failed'],
    application({
      health: { status: 'Healthy' },
      sync: { status: 'Synced' },
      operationState: {
        phase: 'Running',
        message:
          'one or more synchronization tasks completed unsuccessfully. Retrying attempt #2 at 11:15PM.',
        retryCount: 2,
        syncResult: {
          revision: 'a',
          resources: [
            {
              kind: 'Service',
              namespace: 'backend',
              name: 'helper-server',
              status: 'Synced',
              hookPhase: 'Succeeded',
              syncPhase: 'Sync',
            },
            {
              kind: 'Job',
              namespace: 'backend',
              name: 'helper-server-discovery-check',
              status: 'Synced',
              hookType: 'PostSync',
              hookPhase: 'Failed',
              syncPhase: 'PostSync',
              message: 'Job has reached the specified backoff limit',
            },
          ],
        },
      },
    }),
  ],
  [
    [],
    application({
      health: { status: 'Progressing' },
      operationState: {
        phase: 'Running',
        message: 'one or more objects failed to apply',
        syncResult: {
          revision: 'a',
          resources: [
            { kind: 'Service', name: 'a', status: 'SyncFailed', hookPhase: 'Failed' },
            { kind: 'Job', name: 'b', hookType: 'PostSync', hookPhase: 'Running' },
          ],
        },
      },
    }),
  ],
  [
    ['on-degraded', 'on-sync-failed'],
    application({
      health: { status: 'Degraded' },
      operationState: { phase: 'Error', message: 'no project' },
      resources: [
        { kind: 'ConfigMap', name: 'settings', namespace: 'backend' },
        {
          kind: 'Service',
          name: 'go-server-lb',
          namespace: 'backend',
          health: { status: 'Degraded', message: 'No address' },
        },
        { kind: 'Deployment', name: 'app', namespace: 'backend', health: { status: 'Healthy' } },
      ],
    }),
  ],
  [['on-degraded'], application({ health: { status: 'Degraded' } })],
  [
    ['on-resource-left-out'],
    application({
      health: { status: 'Healthy' },
      sync: { status: 'Synced' },
      conditions: [
        {
          type: 'ExcludedResourceWarning',
          message:
            'Resource discovery.k8s.io/EndpointSlice partner-feed is excluded in the settings',
        },
      ],
    }),
  ],
];
