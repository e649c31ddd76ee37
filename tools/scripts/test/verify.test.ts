import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { plainStyle } from '@fingerpost/text';
import {
  formatVerification,
  openKubeCluster,
  predict,
  readLiveObjects,
  verificationJson,
  verifyObjects,
} from '@fingerpost/verify';
import type { Check, Rendered, Verification } from '@fingerpost/verify';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { JsonObject } from 'kustomize-ts';

import { healAtSignals } from '../src/heal-at-signals.ts';
import { readEnvironments } from '../src/inputs.ts';
import { runFingerpost } from '../src/main.ts';
import { workingFiles } from '../src/working-files.ts';
import {
  listen,
  playRecording,
  portOf,
  readRecording,
  writeKubeConfig,
} from './verify/stand-in.ts';
import type { Mutate } from './verify/stand-in.ts';

// The commands read KUBECONFIG of the process, so all tests but those without commands are serial.

const root = path.join(import.meta.dirname, 'verify/repository');
const IN_SYNC = readRecording('in-sync');
const EDITED = readRecording('edited');

async function call(args: readonly string[], kubeconfig: string, directory = root) {
  let [stdout, stderr] = ['', ''];
  process.env['KUBECONFIG'] = kubeconfig;
  const code = await runFingerpost(args, {
    directory,
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    colour: false,
  });
  return { code, stdout: stdout.replaceAll(/127\.0\.0\.1:\d+/g, '<server>'), stderr };
}

test.serial('a cluster that is as predicted', async (t) => {
  const kubeconfig = await playRecording(t, IN_SYNC);
  const text = await call(['verify'], kubeconfig);
  t.deepEqual(text, {
    code: 0,
    stdout: `dev in recorded (http://<server>): no disagreement in 15 checks

part          agree  disagree  not conclusive  skipped
services          6         0               0        0
endpoints         9         0               0        0

not asked: dns, reachability, balance, affinity, external, latency (--probe);
failover (--disruptive)
`,
    stderr: '',
  });
  const json = await call(['verify', '--format', 'json'], kubeconfig);
  t.like(validated(t, JSON.parse(json.stdout)), { environment: 'dev', agrees: true });
  const live = await call(['diff', '--live'], kubeconfig);
  t.deepEqual(live, {
    code: 0,
    stdout: `recorded (http://<server>) -> what a sync of dev would make of it
No differences in 4 overlays.
`,
    stderr: '1 hook of Argo CD left out: each sync makes them anew\n',
  });
});

test.serial('a cluster that was edited by hand', async (t) => {
  const kubeconfig = await playRecording(t, EDITED);
  const { code, stdout } = await call(['verify', '--format', 'json'], kubeconfig);
  t.is(code, 1);
  const verification = validated(t, JSON.parse(stdout));
  t.deepEqual(verification.checks.filter(({ verdict }) => verdict !== 'agrees').map(rowOf), [
    ['verify-shop/store spec.selector.app', 'store', 'stor', 'store/service.yaml:7'],
    ['verify-shop/web spec.ports[http].port', '80', '8080', 'web/service.yaml:14'],
    ['verify-shop/forgotten', 'no such Service', 'ClusterIP: 80 80 -> 80', ''],
    ['pods of verify-shop/Deployment/web', '2 ready', '1 ready', 'web/deployment.yaml:6'],
    [
      'verify-shop/feed 10.30.8.10',
      'https 443/TCP, ready: unsaid',
      'no such endpoint',
      'external/feed.yaml:13',
    ],
    [
      'verify-shop/feed',
      'endpointslice.kubernetes.io/managed-by=fingerpost.dev',
      'no EndpointSlice',
      'external/feed.yaml:13',
    ],
    ...['store-0', 'store-1'].map((pod) => [
      `verify-shop/store pod(verify-shop/${pod})`,
      'client 9898/TCP, ready: yes on node-?',
      'no such endpoint',
      'store/service.yaml:4',
    ]),
    // Skipped: the pod is missed already.
    [
      'verify-shop/web pod(verify-shop/Deployment/web[1])',
      'http 9898/TCP, metrics 9797/TCP, ready: yes on node-?',
      'no such endpoint',
      'web/service.yaml:4',
    ],
  ]);
});

test.serial('nothing is deleted in a cluster that is not as predicted', async (t) => {
  const other = edit('services', 'database', 'spec.externalName', 'other.example.com');
  const kubeconfig = await playRecording(t, IN_SYNC, other);
  const args = ['verify', '--disruptive', '--probe-image', 'prober:1', '--format', 'json'];
  const { code, stdout, stderr } = await call(args, kubeconfig);
  const { checks } = validated(t, JSON.parse(stdout));
  // Progress would say which pod.
  t.deepEqual([code, stderr], [1, '']);
  t.deepEqual(
    checks
      .filter(({ part }) => part === 'failover')
      .map(({ subject, verdict }) => [subject, verdict]),
    [['all Services', 'skipped']],
  );
});

test.serial('questions that nobody answers are no agreement', async (t) => {
  const args = ['verify', '--probe', '--probe-image', 'prober:1'];
  // The recording has nothing of single pods: it answers 500.
  const silent = await playRecording(t, IN_SYNC);
  const { code, stdout } = await call([...args, '--format', 'json'], silent);
  t.is(code, 1);
  const { agrees, unanswered } = validated(t, JSON.parse(stdout));
  t.false(agrees);
  t.deepEqual(
    unanswered.map(({ part }) => part),
    ['reachability', 'external', 'balance', 'affinity'],
  );
  t.regex(unanswered[0]?.reason ?? '', /^cannot get pods .*not recorded/);
  const text = await call(args, silent);
  t.is(text.code, 1);
  t.regex(
    text.stdout,
    /^dev in recorded .*: no answers on reachability, external, balance, affinity, 66 not conclusive\n/,
  );
  t.regex(text.stdout, /^no answers +reachability\n  why +cannot get pods/m);
  const status = { kind: 'Status', message: 'pods is forbidden' };
  const forbidden = await playRecording(t, IN_SYNC, (request) =>
    request.includes('/pods/') ? { status: 403, body: status } : undefined,
  );
  const refused = await call(args, forbidden);
  t.is(refused.code, 2);
  t.regex(refused.stderr, /\nnot allowed to get pods .*: pods is forbidden; have a role bound/);
  t.is(refused.stdout, '');
});

test('a cluster that lets nobody into containers forbids it', async (t) => {
  for (const [status, problem] of [
    [401, 'forbidden'],
    [403, 'forbidden'],
    [500, 'server'],
  ] as const) {
    const kubeconfig = await playRecording(t, IN_SYNC, () => ({ status, body: {} }));
    const cluster = openKubeCluster({ environment: { KUBECONFIG: kubeconfig } });
    const container = { namespace: 'shop', pod: 'web', container: 'fingerpost-prober' };
    const asked = cluster.exec(container, { command: ['/bin/prober', 'ask'], timeout: 5000 });
    const error = await t.throwsAsync(asked, { name: 'ClusterError', message: /\/bin\/prober/ });
    t.like(error, { problem });
  }
});

test('a list whose pages come again and again ends', async (t) => {
  for (const tokens of [['a'], ['a', 'b']]) {
    let asked = 0;
    const kubeconfig = await playRecording(t, IN_SYNC, (request, answer) => {
      if (!request.startsWith('GET /api/v1/pods?')) return answer;
      const next = tokens[asked % tokens.length];
      asked += 1;
      // Whoever goes on for ever would do so in the test too.
      return { status: asked < 50 ? 200 : 500, body: { items: [], metadata: { continue: next } } };
    });
    const cluster = openKubeCluster({ environment: { KUBECONFIG: kubeconfig } });
    await t.throwsAsync(cluster.list({ apiVersion: 'v1', kind: 'Pod' }), {
      name: 'ClusterError',
      message: /^cannot list pods: .* gives the same page again and again/,
    });
    t.is(asked, tokens.length + 1);
  }
});

test('what a cluster sends of a program in a container has limits', async (t) => {
  /** The frames of a server: RFC 6455, section 5.2. */
  const frame = (stream: number, payload: Buffer): Buffer => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(payload.length + 1));
    return Buffer.concat([Buffer.of(0x82, 127), size, Buffer.of(stream), payload]);
  };
  const success = frame(3, Buffer.from('{"status":"Success"}'));
  const mebibyte = frame(1, Buffer.alloc(1 << 20, 'x'));
  for (const [what, frames, expected] of [
    ['a status', [frame(1, Buffer.from('x')), success], undefined],
    [
      'a status that is no JSON',
      [frame(3, Buffer.from('<html>'))],
      /answers what no API server does/,
    ],
    [
      'a status that is no object',
      [frame(3, Buffer.from('null'))],
      /answers what no API server does/,
    ],
    [
      'a stream that does not exist',
      [frame(9, Buffer.from('x'))],
      /answers what no API server does/,
    ],
    ['17 MiB', [...Array.from({ length: 17 }, () => mebibyte), success], /more than 16 MiB/],
  ] as const) {
    const server = await listen(async () => ({ status: 500, body: {} }));
    server.on('upgrade', ({ headers }, socket) => {
      const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
      const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${guid}`);
      const lines = [
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Protocol: v5.channel.k8s.io',
        `Sec-WebSocket-Accept: ${accept.digest('base64')}`,
      ];
      socket.on('error', () => undefined);
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      for (const one of frames) socket.write(one);
    });
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-exec-'));
    t.teardown(() => {
      server.close();
      server.closeAllConnections();
      fs.rmSync(folder, { recursive: true, force: true });
    });
    const kubeconfig = writeKubeConfig(folder, portOf(server));
    const cluster = openKubeCluster({ environment: { KUBECONFIG: kubeconfig } });
    const container = { namespace: 'shop', pod: 'web', container: 'fingerpost-prober' };
    const asked = cluster.exec(container, { command: ['/bin/prober', 'ask'], timeout: 5000 });
    if (!expected) {
      t.deepEqual(await asked, { exitCode: 0, stdout: 'x', stderr: '' }, what);
      continue;
    }
    await t.throwsAsync(asked, { name: 'ClusterError', message: expected }, what);
  }
});

test.serial('what a sync would make of an edited cluster', async (t) => {
  const kubeconfig = await playRecording(t, EDITED);
  const { code, stdout, stderr } = await call(['diff', '--live', '--format', 'json'], kubeconfig);
  // The Service with a changed port cannot be applied: lists of ports are merged by number, so both stay.
  t.is(code, 2);
  t.regex(
    stderr,
    /dev\/web: cannot patch services verify-shop\/web: Service "web" is invalid: spec\.ports\[1\]\.name: Duplicate value: "http"/,
  );
  const changes: {
    overlays: {
      overlay: string;
      resources: {
        kind: string;
        name: string;
        status: string;
        fields?: { path: string[]; after?: { line?: number } }[];
      }[];
    }[];
  } = JSON.parse(stdout);
  t.deepEqual(
    changes.overlays.flatMap(({ overlay, resources }) =>
      resources.map(({ kind, name, status }) => [overlay, status, `${kind}/${name}`]),
    ),
    [
      ['dev/store', 'changed', 'Service/store'],
      ['dev/web', 'removed', 'ConfigMap/web-old'],
      ['dev/web', 'changed', 'Deployment/web'],
      ['dev/web', 'added', 'ConfigMap/web'],
      ['dev/external', 'added', 'EndpointSlice/feed-1'],
    ],
  );
});

test.serial(
  'what Argo CD made is found in every version, and what cannot be listed is told',
  async (t) => {
    const name = 'web-old';
    const id = `dev-web:autoscaling/HorizontalPodAutoscaler:verify-shop/${name}`;
    const annotations = { 'argocd.argoproj.io/tracking-id': id };
    const scaler = { metadata: { name, namespace: 'verify-shop', annotations }, spec: {} };
    const kubeconfig = await playRecording(t, IN_SYNC, (request, answer) => {
      // The version that the server prefers lacks the kind, as with kinds that are on trial.
      if (request === 'GET /apis/autoscaling/v2') return { status: 200, body: { resources: [] } };
      if (request === 'GET /apis/autoscaling/v1/horizontalpodautoscalers?limit=500') {
        return { status: 200, body: { items: [scaler] } };
      }
      if (request.startsWith('GET /apis/batch/v1/jobs?')) {
        return { status: 503, body: { kind: 'Status', message: 'away' } };
      }
      return answer;
    });
    const { code, stdout, stderr } = await call(['diff', '--live', '--format', 'json'], kubeconfig);
    t.is(code, 0, stderr);
    t.true(stdout.includes('"HorizontalPodAutoscaler"'), stdout);
    t.true(
      stderr.includes('what Argo CD made of kind Job is not known: cannot list jobs: away\n'),
      stderr,
    );
  },
);

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

/** `?` is a letter or a digit that another recording may have otherwise. */
function anyLetter(text: string): RegExp {
  return new RegExp(
    `^${text.replaceAll(/[.*+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('?', '.')}$`,
  );
}

test('a disagreement is told in 80 columns, with both sides, the reason and the line', (t) => {
  const verification: Verification = {
    environment: 'dev',
    cluster: { context: 'lab', server: 'https://127.0.0.1:6443' },
    notAsked: [],
    checks: [
      {
        part: 'dns',
        subject: 'a.b.svc A',
        predicted: '10.0.0.1',
        real: '10.0.0.1',
        verdict: 'agrees',
      },
      {
        part: 'failover',
        subject: 'b/a',
        predicted: 'less than 1 s',
        real: '1.5 s',
        verdict: 'disagrees',
        reason:
          'a reason that is long enough to need a second line in a terminal of eighty columns',
        figures: { window: 1500, lost: 3.24159 },
        source: { file: 'overlays/dev/a/service.yaml', line: 7 },
      },
      {
        part: 'latency',
        subject: 'x',
        predicted: '< 10 ms',
        real: '12 ms',
        verdict: 'not-conclusive',
        reason: 'busy',
        figures: { p99: 12 },
      },
      {
        part: 'latency',
        subject: 'y',
        predicted: '< 10 ms',
        real: '2 ms',
        verdict: 'agrees',
        figures: { p99: 2 },
      },
      { part: 'balance', subject: 'b/a', predicted: 'even', real: 'even', verdict: 'agrees' },
      {
        part: 'external',
        subject: 'z',
        predicted: 'open',
        real: 'not asked',
        verdict: 'skipped',
        reason: 'no pod',
      },
      {
        part: 'external',
        subject: '\u001b[31mw',
        predicted: 'open',
        real: 'not asked',
        verdict: 'skipped',
        reason: 'no pod',
      },
    ],
  };
  t.is(
    formatVerification(verification, plainStyle),
    `dev in lab (https://127.0.0.1:6443): 1 of 7 checks disagree, 1 not conclusive

disagrees  failover  b/a
  predicted  less than 1 s
  real       1.5 s
  why        a reason that is long enough to need a second line in a terminal of
             eighty columns
  figures    window 1500, lost 3.242
  source     overlays/dev/a/service.yaml:7

not conclusive  latency  x
  predicted  < 10 ms
  real       12 ms
  why        busy
  figures    p99 12

  skipped    external z and 1 more: no pod

part          agree  disagree  not conclusive  skipped
dns               1         0               0        0
balance           1         0               0        0
external          0         0               0        2
latency           1         0               1        0
failover          0         1               0        0

objective           target         measured
failover            < 1000 ms      1500 ms       missed
DNS latency, p99    < 10 ms        2 ms          held
even load           every Service  1 of 1        held
discovery failures  0              0             held
`,
  );
  validated(t, JSON.parse(JSON.stringify(verificationJson(verification))));
});

test('objectives count what was measured, and what was lost', (t) => {
  const check = (
    part: Check['part'],
    verdict: Check['verdict'],
    figures: Check['figures'] = {},
  ) => ({
    part,
    subject: 'x',
    predicted: '',
    real: '',
    verdict,
    figures,
  });
  const verdicts = (...checks: Check[]): string[] =>
    verificationJson({
      environment: 'dev',
      cluster: { context: 'lab', server: '' },
      notAsked: [],
      checks,
    }).objectives.map(({ name, measured, verdict }) => `${name} ${measured} ${verdict}`);
  // Pods that do not answer HTTP were not measured, however long the window.
  t.deepEqual(verdicts(check('failover', 'skipped', { window: 25_000 })), []);
  t.deepEqual(verdicts(check('failover', 'skipped', { window: 0 })), []);
  t.deepEqual(verdicts(check('failover', 'not-conclusive', { window: 0 })), [
    'failover 0 ms not-conclusive',
  ]);
  // The answers that came were fast.
  t.deepEqual(verdicts(check('latency', 'disagrees', { p99: 2, lost: 9 })), [
    'DNS latency, p99 2 ms missed',
  ]);
  t.deepEqual(verdicts(check('latency', 'agrees', { p99: 2 })), ['DNS latency, p99 2 ms held']);
  t.deepEqual(verdicts(check('failover', 'agrees', { window: 1100 })), ['failover 1100 ms missed']);
});

test('a long subject goes on in the next line, within 80 columns', (t) => {
  const subject =
    'pod(backend/Deployment/helper-server[0]) -> pod(data/StatefulSet/event-log[0]):4222/UDP';
  const text = formatVerification(
    {
      environment: 'dev',
      cluster: { context: 'lab', server: '' },
      notAsked: [],
      checks: [
        { part: 'reachability', subject, predicted: 'open', real: 'timeout', verdict: 'disagrees' },
      ],
    },
    plainStyle,
  );
  t.true(
    text.split('\n').every((line) => line.length <= 80),
    text,
  );
  t.true(text.replaceAll(/\n +/g, ' ').includes(subject), text);
});

test('a node that is cut off is healed before the command ends', async (t) => {
  const said: string[] = [];
  const signals = new EventEmitter();
  const ended = new Promise<void>((resolve) => {
    signals.once('ended', resolve);
  });
  const tell = (what: string) => async (node: string) => void said.push(`${what} ${node}`);
  const { cutNode, healNode } = healAtSignals(
    { cutNode: tell('cut'), healNode: tell('heal') },
    {
      on: (signal, listener) => signals.on(signal, listener),
      off: (signal, listener) => signals.off(signal, listener),
      exit: (code) => {
        said.push(`exit ${code}`);
        signals.emit('ended');
      },
    },
  );
  await cutNode('node-a');
  await healNode('node-a');
  t.is(signals.listenerCount('SIGINT'), 0, 'Ctrl-C ends the command at once where nothing is cut');
  await cutNode('node-b');
  signals.emit('SIGINT', 'SIGINT');
  await ended;
  t.deepEqual(said, ['cut node-a', 'heal node-a', 'cut node-b', 'heal node-b', 'exit 130']);
});

test.serial('a cluster that cannot be asked is one line, and exit code 2', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-kube-'));
  t.teardown(() => fs.rmSync(folder, { recursive: true }));
  const write = (name: string, content: string): string => {
    fs.writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const status =
    (code: number, message: string): Mutate =>
    (request, answer) =>
      request.includes('/pods') ? { status: code, body: { kind: 'Status', message } } : answer;
  const context = (server: string): string =>
    `apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters: [{name: c, cluster: {server: "${server}"}}]\nusers: [{name: u, user: {}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\n`;
  const forbidden =
    'pods is forbidden: User "reader" cannot list resource "pods" in API group "" at the cluster scope';
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    [
      path.join(folder, 'nothing'),
      [],
      /^no kubeconfig: .*nothing of KUBECONFIG does not exist; set KUBECONFIG to the file that names the cluster\n$/,
    ],
    [
      write('broken', 'a: ['),
      [],
      /^.*broken: is no kubeconfig, .*; correct it, or name another one in KUBECONFIG\n$/,
    ],
    [
      write('empty', 'apiVersion: v1\nkind: Config\n'),
      [],
      /^the kubeconfig has no current context; choose one with --context \(it has none\)\n$/,
    ],
    [
      write('one', context('https://127.0.0.1:1')),
      ['--context', 'other'],
      /^the kubeconfig has no context other; choose another one with --context \(it has c\)\n$/,
    ],
    [
      write('refused', context('https://127.0.0.1:1')),
      [],
      /^https:\/\/127\.0\.0\.1:1 cannot be asked: it refuses connections; see whether the cluster runs\n$/,
    ],
    [
      write('unknown', context('https://cluster.invalid')),
      [],
      /^https:\/\/cluster\.invalid cannot be asked: /,
    ],
    [
      write('none', context('nothing')),
      [],
      /says that the server is nothing, which is no URL; correct it\n$/,
    ],
    [
      write('half', context('https://127.0.0.1:1').replace('user: u}', 'user: x}')),
      [],
      /^context c of the kubeconfig names the user x, which is not in it; correct the kubeconfig\n$/,
    ],
    [
      await playRecording(t, IN_SYNC, status(403, forbidden)),
      [],
      /^not allowed to list pods: pods is forbidden: User "reader" cannot list resource "pods" .*; have a role bound that allows it\n$/,
    ],
    [
      await playRecording(t, IN_SYNC, status(401, 'Unauthorized')),
      [],
      /answers 401 Unauthorized: it does not accept the credentials of the kubeconfig; log in again\n$/,
    ],
    [
      await playRecording(t, IN_SYNC, () => ({ status: 200, body: 'Please log in' })),
      [],
      /answers what no API server answers; correct server in the kubeconfig, or log in\n$/,
    ],
    [
      await playRecording(t, IN_SYNC, status(500, 'etcd\nis away')),
      [],
      /^cannot list pods: etcd is away\n$/,
    ],
  ];
  for (const [kubeconfig, args, expected] of cases) {
    const { code, stdout, stderr } = await call(['verify', ...args], kubeconfig);
    t.deepEqual([code, stdout], [2, ''], stderr);
    t.regex(stderr, expected);
    t.is(stderr.indexOf('\n'), stderr.length - 1, stderr);
  }
});

test.serial('wrong usage is said before a cluster is asked', async (t) => {
  const project = path.join(import.meta.dirname, '../../..');
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['--env', 'dev', '--format', 'xml'], '--format is text or json, not xml'],
    [['--env', 'dev', '--yes'], '--yes allows --disruptive in production; alone it means nothing'],
    [
      ['--env', 'dev', '--probe-image', 'x'],
      '--probe-image is run by --probe and --disruptive; add one of them',
    ],
    [
      ['dev/go-server'],
      'a cluster is verified as a whole, so dev/go-server cannot be named; leave it away',
    ],
    [[], 'a cluster is that of one environment; choose with --env one of dev, prod'],
    [['--env', 'test'], 'there is no environment test; choose one of dev, prod'],
    [
      ['--env', 'prod', '--disruptive'],
      'prod is production, and --disruptive deletes pods there; add --yes if that is meant',
    ],
  ];
  for (const [args, expected] of cases) {
    const { code, stderr } = await call(['verify', ...args], '/nothing', project);
    t.deepEqual([code, stderr], [2, `${expected} (fingerpost verify -h)\n`]);
  }
  const image = await call(['verify', '--probe'], await playRecording(t, IN_SYNC));
  t.deepEqual(
    [image.code, image.stderr],
    [
      2,
      '--probe-image is missing: recorded pulls the prober from a registry; build it with tools/verify/prober/Dockerfile (fingerpost verify -h)\n',
    ],
  );
  const live = await call(['diff', '--context', 'x'], '/nothing');
  t.is(
    live.stderr,
    '--context names a cluster, which only --live looks at; add --live (fingerpost diff -h)\n',
  );
  const mixed = await call(['diff', '--live', '--base', 'main'], '/nothing');
  t.is(mixed.stderr, '--live and --base cannot go together; leave one away (fingerpost diff -h)\n');
});

const schema = JSON.parse(
  fs.readFileSync(
    path.join(import.meta.dirname, '../../../docs/schema/verify.schema.json'),
    'utf8',
  ),
);
const validate = new Ajv2020({ allErrors: true, strict: true }).compile<{
  environment: string;
  agrees: boolean;
  unanswered: { part: string; reason: string }[];
  checks: Check[];
}>(schema);

function validated(t: ExecutionContext, value: unknown) {
  if (!validate(value)) throw t.fail(JSON.stringify(validate.errors)) ?? new Error('not valid');
  return value;
}

function rowOf({ subject, predicted, real, source }: Check): readonly string[] {
  const place = source ? `${source.file}:${source.line}` : '';
  const side = predicted.replace(/node-[ab]$/, 'node-?');
  return [subject, side, real, place.replace(/^.*overlays\/dev\//, '')];
}

let rendered: Rendered | undefined;

async function checksOf(t: ExecutionContext, mutate: Mutate): Promise<readonly Check[]> {
  const kubeconfig = await playRecording(t, IN_SYNC, mutate);
  const input = { positionals: [], environment: 'dev', directory: root, label: '' };
  const [read] = readEnvironments(input, workingFiles(root)).environments;
  if (!read) throw new Error('there is no environment');
  rendered ??= {
    resources: read.overlays.flatMap(({ resources }) => resources),
    given: read.given,
    environment: read.file.environment,
  };
  const live = await readLiveObjects(openKubeCluster({ environment: { KUBECONFIG: kubeconfig } }));
  return verifyObjects(predict(rendered, live), live);
}

/** Sets a field of the object of a list; `web-` is any name that begins so. Undefined takes it away, null takes an item out. */
function edit(plural: string, name: string, field: string, value: unknown): Mutate {
  return inList(plural, (item) => {
    const found = nameOf(item);
    if (name.endsWith('-') ? !isGenerated(found, name) : found !== name) return item;
    const copy = structuredClone(item);
    const keys = field.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));
    const last = keys.pop() ?? '';
    let at: Record<string, unknown> = copy;
    for (const key of keys) at = at[key] as Record<string, unknown>;
    if (value === null && Array.isArray(at)) at.splice(Number(last), 1);
    else if (value === undefined) delete at[last];
    else at[last] = value;
    return copy;
  });
}

/** Controllers add five letters. */
function isGenerated(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && !name.slice(prefix.length).includes('-');
}

/** One change after the other. */
function all(...mutations: readonly Mutate[]): Mutate {
  return (request, answer) =>
    mutations.reduce((changed, mutate) => mutate(request, changed) ?? changed, answer);
}

function without(plural: string, name: string): Mutate {
  return inList(plural, (item) => (nameOf(item) === name ? undefined : item));
}

function inList(plural: string, change: (item: JsonObject) => JsonObject | undefined): Mutate {
  return inAnyList(plural, (items) => items.map(change).filter((item) => item !== undefined));
}

function inAnyList(plural: string, change: (items: JsonObject[]) => JsonObject[]): Mutate {
  return (request, answer) => {
    if (!request.includes(`/${plural}?`)) return answer;
    const body = answer.body as { items: JsonObject[] };
    return { ...answer, body: { ...body, items: change(body.items) } };
  };
}

function nameOf({ metadata }: JsonObject): string {
  return String((metadata as JsonObject)['name']);
}
