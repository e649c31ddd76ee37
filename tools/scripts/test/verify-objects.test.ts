import { openKubeCluster, predict, readLiveObjects, verifyObjects } from '@fingerpost/verify';
import type { Check, LiveObjects, Rendered } from '@fingerpost/verify';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { memoryFileSystem, readResources } from 'kustomize-ts';
import type { JsonObject } from 'kustomize-ts';

import { readEnvironments } from '../src/inputs.ts';
import { workingFiles } from '../src/working-files.ts';
import { all, edit, inAnyList, isGenerated, nameOf, without } from './verify/changes.ts';
import { IN_SYNC, playRecording, RECORDED } from './verify/stand-in.ts';
import type { Mutate } from './verify/stand-in.ts';

/** What somebody does to an object of the cluster, and what is said of it: subject, predicted, real and reason. */
const MUTATIONS: readonly (readonly [
  name: string,
  mutate: Mutate,
  expected: readonly (readonly [
    subject: RegExp,
    predicted: string,
    real: string,
    reason: RegExp,
  ])[],
])[] = [
  [
    'a port of a Service',
    edit('services', 'web', 'spec.ports.0.targetPort', 9898),
    [[/^verify-shop\/web spec\.ports\[http\]\.targetPort$/, 'http', '9898', /changed by hand/]],
  ],
  [
    'a port more',
    edit('services', 'store', 'spec.ports.1', { name: 'x', port: 1, protocol: 'TCP' }),
    [
      [
        /^verify-shop\/store spec\.ports\[x\]/,
        'absent',
        '{"name":"x","port":1,"protocol":"TCP"}',
        /nothing rendered/,
      ],
    ],
  ],
  [
    'a default of the server',
    edit('services', 'web', 'spec.internalTrafficPolicy', 'Local'),
    [[/internalTrafficPolicy$/, 'Cluster', 'Local', /changed by hand/]],
  ],
  [
    'the time that affinity lasts',
    edit('services', 'web', 'spec.sessionAffinityConfig.clientIP.timeoutSeconds', 60),
    [[/timeoutSeconds$/, '10800', '60', /changed by hand/]],
  ],
  [
    'where an ExternalName leads',
    edit('services', 'database', 'spec.externalName', 'other.example.com'),
    [[/externalName$/, 'database.example.com', 'other.example.com', /changed by hand/]],
  ],
  [
    'a headless Service that got an address',
    edit('services', 'store-peers', 'spec.clusterIP', '10.96.9.9'),
    [[/store-peers spec\.clusterIP$/, 'None', '10.96.9.9', /changed by hand/]],
  ],
  [
    'a Service that became headless',
    edit('services', 'store', 'spec.clusterIP', 'None'),
    [[/store spec\.clusterIP$/, '10.96.0.0', 'None', /changed by hand/]],
  ],
  [
    'an address out of other ranges',
    edit('services', 'store', 'spec.clusterIPs', ['10.43.0.7']),
    [[/store spec\.clusterIP$/, 'an address of 10.96.0.0/16', '10.43.0.7', /spec\.serviceCIDRs/]],
  ],
  [
    'a label that the slices should have too',
    edit('services', 'web', 'metadata.labels.app', undefined),
    [[/metadata\.labels\.app$/, 'web', 'absent', /lacks it/]],
  ],
  [
    'a Service of the cluster itself',
    edit('services', 'names', 'spec.selector.app', 'other'),
    [[/kube-system\/names spec\.selector\.app/, 'names', 'other', /changed by hand/]],
  ],
  [
    'a Service that is gone',
    without('services', 'store'),
    [
      [/^verify-shop\/store$/, 'ClusterIP: client 4222 -> client', 'none', /never applied/],
      [/^verify-shop\/store$/, 'its EndpointSlices', 'no Service', /no such Service/],
    ],
  ],
  [
    'an endpoint that is missing',
    edit('endpointslices', 'web-', 'endpoints.0', null),
    [
      [
        /^verify-shop\/web pod\(verify-shop\/Deployment\/web\[\d\]\)$/,
        'http 9898/TCP, metrics 9797/TCP, ready: yes on node-?',
        'no such endpoint',
        /is selected, but no EndpointSlice has it/,
      ],
    ],
  ],
  [
    'an endpoint that nobody knows',
    edit('endpointslices', 'web-', 'endpoints.0.addresses', ['10.42.9.9']),
    [
      [
        /^verify-shop\/web pod\(/,
        'http 9898/TCP, metrics 9797/TCP, ready: yes on node-?',
        'no such endpoint',
        /is selected/,
      ],
      [
        /^verify-shop\/web 10\.42\.9\.9/,
        'no such endpoint',
        'http 9898/TCP, metrics 9797/TCP, ready: yes on node-?',
        /no pod has this address/,
      ],
    ],
  ],
  [
    'an endpoint that leaves',
    edit('endpointslices', 'store-peers-', 'endpoints.2', {
      addresses: ['10.42.1.99'],
      conditions: { ready: false, serving: true, terminating: true },
    }),
    [
      [
        /^verify-shop\/store-peers 10\.42\.1\.99/,
        'no such endpoint',
        'peer 9999/TCP, ready: no',
        /being deleted/,
      ],
    ],
  ],
  [
    'an endpoint that is not ready though its pod is',
    edit('endpointslices', 'web-', 'endpoints.0.conditions.ready', false),
    [[/^verify-shop\/web pod\(/, 'ready: yes', 'ready: no', /something else/]],
  ],
  [
    'the name of an endpoint',
    edit('endpointslices', 'store-peers-', 'endpoints.0.hostname', 'other'),
    [
      [
        /^verify-shop\/store-peers pod\(verify-shop\/store-\d\)$/,
        'hostname: store-?',
        'hostname: other',
        /something else/,
      ],
    ],
  ],
  [
    'the zone of an endpoint',
    edit('endpointslices', 'store-peers-', 'endpoints.0.zone', 'c'),
    [[/^verify-shop\/store-peers pod\(/, 'zone: ?', 'zone: c', /something else/]],
  ],
  [
    'hints that are missing',
    edit('endpointslices', 'web-', 'endpoints.0.hints', undefined),
    [[/^verify-shop\/web pod\(/, 'hints for zones: ?', 'hints for zones: none', /something else/]],
  ],
  [
    'the port of a slice that was written by hand',
    edit('endpointslices', 'feed-1', 'ports.0.port', 444),
    [
      [
        /^verify-shop\/feed 10\.30\.8\.10$/,
        'ports: https 443/TCP',
        'ports: https 444/TCP',
        /something else/,
      ],
    ],
  ],
  [
    'who a slice belongs to',
    edit(
      'endpointslices',
      'feed-1',
      'metadata.labels.endpointslice\\.kubernetes\\.io/managed-by',
      'x',
    ),
    [
      [
        /^verify-shop\/feed$/,
        'endpointslice.kubernetes.io/managed-by=fingerpost.dev',
        'endpointslice.kubernetes.io/managed-by=x',
        /other labels/,
      ],
    ],
  ],
  [
    'a slice for a name that should have none',
    edit('endpointslices', 'feed-1', 'metadata.labels.kubernetes\\.io/service-name', 'database'),
    [
      [
        /^verify-shop\/database 10\.30\.8\.10/,
        'no such endpoint',
        'https 443/TCP, ready: unsaid',
        /no pod has this address/,
      ],
      [
        /^verify-shop\/database$/,
        'no EndpointSlice',
        'endpointslice.kubernetes.io/managed-by=fingerpost.dev',
        /nothing rendered/,
      ],
      [
        /^verify-shop\/feed 10\.30\.8\.10/,
        'https 443/TCP, ready: unsaid',
        'no such endpoint',
        /written by hand/,
      ],
      [
        /^verify-shop\/feed$/,
        'endpointslice.kubernetes.io/managed-by=fingerpost.dev',
        'no EndpointSlice',
        /no EndpointSlice/,
      ],
    ],
  ],
  [
    'a Service with the name of that of the API server',
    edit('services', 'web', 'metadata.name', 'kubernetes'),
    [
      [
        /^verify-shop\/web$/,
        'ClusterIP: http 80 -> http, metrics 9797 -> metrics',
        'none',
        /never applied, or was deleted/,
      ],
      [
        /^verify-shop\/kubernetes$/,
        'no such Service',
        'ClusterIP: http 80 -> http, metrics 9797 -> metrics',
        /nothing rendered makes it/,
      ],
      [/^verify-shop\/web$/, 'its EndpointSlices', 'no Service', /no such Service/],
    ],
  ],
  [
    'a pod that is not ready: what follows from it agrees',
    all(
      edit('pods', 'store-0', 'status.conditions.0.status', 'False'),
      edit('pods', 'store-0', 'status.containerStatuses', [
        { name: 'store', state: { waiting: { reason: 'ErrImagePull', message: 'no such image' } } },
      ]),
      edit('endpointslices', 'store-', 'endpoints.0.conditions', {
        ready: false,
        serving: false,
        terminating: false,
      }),
      edit('endpointslices', 'store-peers-', 'endpoints.0.conditions.serving', false),
    ),
    [
      [
        /^pods of verify-shop\/StatefulSet\/store$/,
        '2 ready',
        '1 ready, 1 not ready',
        /^pod store-0 is not ready: container store: ErrImagePull, no such image$/,
      ],
    ],
  ],
];

for (const [name, mutate, expected] of MUTATIONS) {
  test(`found: ${name}`, async (t) => {
    const checks = (await checksOf(t, mutate)).filter(({ verdict }) => verdict !== 'agrees');
    t.is(checks.length, expected.length, JSON.stringify(checks, undefined, 1));
    for (const [i, [subject, predicted, real, reason]] of expected.entries()) {
      const check = checks[i];
      t.regex(check?.subject ?? '', subject);
      t.regex(check?.predicted ?? '', anyLetter(predicted));
      t.regex(check?.real ?? '', anyLetter(real));
      t.regex(check?.reason ?? '', reason);
    }
  });
}

test('pods above their number are a rollout only as far as one makes them', async (t) => {
  /** Pods more than the two of web, each of the ReplicaSet with that uid. */
  const surge = (...sets: readonly string[]): Mutate =>
    inAnyList('pods', (items) => {
      const web = items.find((item) => isGenerated(nameOf(item), 'web-6bdfd67744-'));
      const more = sets.map((uid, index) => ({
        ...web,
        metadata: {
          name: `web-more-${index}`,
          namespace: 'verify-shop',
          uid: `more-${index}`,
          ownerReferences: [{ kind: 'ReplicaSet', name: 'web-6bdfd67744', uid, controller: true }],
        },
      }));
      return [...items, ...more];
    });
  const same = '17e7f015-e018-4c23-997f-c2c13ad4caf7';
  const older = inAnyList('replicasets', (items) => {
    const set = items.find((item) => nameOf(item) === 'web-6bdfd67744');
    const metadata = { ...(set?.['metadata'] as JsonObject), uid: 'old', annotations: {} };
    return [...items, { ...set, metadata }];
  });
  const notReady = edit('pods', 'web-more-0', 'status.conditions', []);
  for (const [what, mutate, verdict] of [
    ['one of another ReplicaSet', surge('old'), 'not-conclusive'],
    ['two of it, where 25 % of 2 are one', surge('old', 'old'), 'disagrees'],
    ['one of the same', surge(same), 'disagrees'],
    ['one of another that is not ready', all(surge('old'), notReady), 'disagrees'],
  ] as const) {
    const checks = await checksOf(t, all(older, mutate));
    const check = checks.find(({ subject }) => subject === 'pods of verify-shop/Deployment/web');
    t.is(check?.verdict, verdict, what);
    t.is(check?.reason?.includes('rolled out'), verdict === 'not-conclusive', what);
  }
});

test('an autoscaler may have any number of pods within its bounds', async (t) => {
  const scaler = (min: number, max: number): string => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: verify-shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: ${min}
  maxReplicas: ${max}
`;
  const disagreements = async (min: number, max: number, mutate?: Mutate) => {
    const checks = await checksOf(t, mutate, scaler(min, max));
    return checks.filter(({ verdict }) => verdict !== 'agrees').map(({ subject }) => subject);
  };
  const web = 'pods of verify-shop/Deployment/web';
  // The manifest says 2, and 2 are there.
  t.deepEqual(await disagreements(1, 5), []);
  t.deepEqual(await disagreements(2, 2), []);
  t.true((await disagreements(3, 5)).includes(web));
  // As an autoscaler leaves it: one pod, and its endpoint.
  const { pods } = await readLive(t);
  const gone = pods.findLast(({ metadata }) => isGenerated(metadata.name, 'web-6bdfd67744-'));
  const isLeft = ({ targetRef }: JsonObject): boolean =>
    (targetRef as JsonObject | undefined)?.['name'] !== gone?.metadata.name;
  const scaledDown = all(
    without('pods', gone?.metadata.name ?? ''),
    inAnyList('endpointslices', (slices) =>
      slices.map((slice) => ({
        ...slice,
        endpoints: (slice['endpoints'] as JsonObject[]).filter(isLeft),
      })),
    ),
  );
  t.deepEqual(await disagreements(1, 5, scaledDown), []);
  t.true((await disagreements(2, 5, scaledDown)).includes(web));
});

/** `?` is a letter or a digit that another recording may have otherwise. */
function anyLetter(text: string): RegExp {
  return new RegExp(
    `^${text.replaceAll(/[.*+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('?', '.')}$`,
  );
}

let rendered: Rendered | undefined;

/** The checks of the recorded cluster, with a change, and with more in the overlays. */
async function checksOf(
  t: ExecutionContext,
  mutate?: Mutate,
  added = '',
): Promise<readonly Check[]> {
  rendered ??= readRendered();
  const files = memoryFileSystem({ '/added.yaml': added });
  const { resources } = readResources(['/added.yaml'], files);
  const live = await readLive(t, mutate);
  const predicted = { ...rendered, resources: [...rendered.resources, ...resources] };
  return verifyObjects(predict(predicted, live), live);
}

function readRendered(): Rendered {
  const input = { positionals: [], environment: 'dev', directory: RECORDED, label: '' };
  const [read] = readEnvironments(input, workingFiles(RECORDED)).environments;
  if (!read) throw new Error('there is no environment');
  return {
    resources: read.overlays.flatMap(({ resources }) => resources),
    given: read.given,
    environment: read.file.environment,
  };
}

async function readLive(t: ExecutionContext, mutate?: Mutate): Promise<LiveObjects> {
  const kubeconfig = await playRecording(t, IN_SYNC, mutate);
  return readLiveObjects(openKubeCluster({ environment: { KUBECONFIG: kubeconfig } }));
}
