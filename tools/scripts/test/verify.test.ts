import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import type { Check } from '@fingerpost/verify';
import test from 'ava';

import { healAtSignals } from '../src/heal-at-signals.ts';
import { runFingerpost } from '../src/main.ts';
import { edit } from './verify/changes.ts';
import { EDITED, IN_SYNC, playRecording, RECORDED } from './verify/stand-in.ts';
import type { Mutate } from './verify/stand-in.ts';
import { validated } from './verify/validated.ts';

// The commands read KUBECONFIG of the process, so all tests of commands are serial.

async function call(args: readonly string[], kubeconfig: string, directory = RECORDED) {
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

not asked: dns, reachability, ports, balance, affinity, external, latency
(--probe); failover (--disruptive)
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
    ['reachability', 'external', 'ports', 'balance', 'affinity'],
  );
  t.regex(unanswered[0]?.reason ?? '', /^cannot get pods .*not recorded/);
  const text = await call(args, silent);
  t.is(text.code, 1);
  t.regex(
    text.stdout,
    /^dev in recorded .*: no answers on reachability, external, ports, balance, affinity, \d+ not conclusive\n/,
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

function rowOf({ subject, predicted, real, source }: Check): readonly string[] {
  const place = source ? `${source.file}:${source.line}` : '';
  const side = predicted.replace(/node-[ab]$/, 'node-?');
  return [subject, side, real, place.replace(/^.*overlays\/dev\//, '')];
}
