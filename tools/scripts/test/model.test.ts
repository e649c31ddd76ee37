import fs from 'node:fs';
import path from 'node:path';

import { plainStyle } from '@fingerpost/text';
import test from 'ava';

import { dnsNamesPage, goldenModel, ownModels, root } from './generated.ts';
import { modelParts } from '../src/model-parts.ts';
import { readModels } from '../src/models.ts';
import { resolve } from '../src/resolve.ts';
import { makeFolder, WEB } from './repository.ts';

const UPDATE = 'read what changed, then run node tools/scripts/test/write-generated.ts';

test('the models of this repository are the reviewed ones', (t) => {
  const models = ownModels();
  t.deepEqual(
    models.map(({ name }) => name),
    ['dev', 'prod'],
  );
  for (const named of models) {
    const golden = path.join(import.meta.dirname, 'golden', `${named.name}.txt`);
    t.is(goldenModel(named), fs.readFileSync(golden, 'utf8'), UPDATE);
    t.deepEqual(named.model.notModelled, []);
  }
  const page = fs.readFileSync(path.join(root, 'docs/dns-names.md'), 'utf8');
  t.is(dnsNamesPage(models), page, UPDATE);
});

const PLAIN = {
  'plain/service.yaml': WEB['base/web/service.yaml'] ?? '',
  'plain/deployment.yaml': WEB['base/web/deployment.yaml'] ?? '',
};

test('model of plain files, as JSON', async (t) => {
  const { run } = makeFolder(t, PLAIN);
  const records = await run(['model', 'plain', '--part', 'records', '--format', 'json']);
  t.deepEqual({ ...records, stdout: '' }, { code: 0, stdout: '', stderr: '' });
  const parsed: { name: string; type: string; value: string }[] = JSON.parse(records.stdout);
  t.deepEqual(
    parsed.filter(({ name, type }) => type === 'A' && name.startsWith('web.')),
    [{ name: 'web.default.svc.cluster.local.', type: 'A', value: 'clusterIP(default/web)' }],
  );
  const endpoints = await run(['model', 'plain', '--part', 'endpoints', '--format', 'json']);
  // The target port `metrics` is no port of the pod: it lands in no slice.
  t.like(JSON.parse(endpoints.stdout), [
    { service: 'web', ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] },
  ]);
  const rows = await run(['model', 'plain', '--part', 'reachability', '--format', 'json']);
  t.deepEqual(JSON.parse(rows.stdout), [
    { from: '0.0.0.0-255.255.255.255', to: 'default/Deployment/web', connections: 'All' },
    { from: 'default/Deployment/web', to: '0.0.0.0-255.255.255.255', connections: 'All' },
  ]);
});

test('model says what it does not model, and what the API server refuses', async (t) => {
  const { run } = makeFolder(t, {
    'a.yaml': 'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: a}\n',
    'b.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 0}]}\n',
    'c.yaml':
      'apiVersion: v1\nkind: Servise\nmetadata: {name: c}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: D}\n',
  });
  const { code, stdout, stderr } = await run(['model', '.', '--part', 'services']);
  t.is(code, 0, stderr);
  t.regex(stdout, /^default\/b {2}ClusterIP\n/);
  t.regex(
    stderr,
    /^not modelled: CiliumNetworkPolicy\/default\/a: CiliumNetworkPolicy of cilium\.io\/v2 /m,
  );
  t.regex(stderr, /^not modelled: Service\/default\/b: the API server refuses it /m);
  t.regex(stderr, /^not modelled: Servise\/default\/c: Servise of v1 is not modelled: /m);
  t.notRegex(stderr, /Secret/);
});

test('model of an overlay shows what concerns it, of all environments at once only text', async (t) => {
  const { run } = makeFolder(t, WEB);
  const db = await run(['model', 'dev/db', '--part', 'services', '--format', 'json']);
  t.like(JSON.parse(db.stdout), [{ name: 'db', addressing: 'external-name' }]);
  const records = await run(['model', 'dev/web', '--part', 'records']);
  const names = records.stdout.split('\n').map((line) => line.split(' ')[0]);
  t.true(names.includes('web.edge.svc.cluster.local.'), records.stdout);
  t.false(records.stdout.includes('kubernetes.default') || records.stdout.includes('db.'));
  const both = await run(['model']);
  t.regex(both.stdout, /^dev\n\n.*^prod\n\n/ms);
  const json = await run(['model', '--format', 'json']);
  t.is(json.code, 2);
  t.regex(json.stderr, /^JSON is of one environment; choose with --env one of dev, prod /);
});

for (const [args, line] of [
  [['--part', 'names'], /^--part is services, records, /],
  [['--format', 'yaml'], /^--format is text or json, not yaml/],
  [['--env', 'test'], /^there is no environment test; /],
  [['none.yaml'], /^no overlay is meant by none\.yaml; /],
] as const) {
  test(`wrong usage: model ${args.join(' ')}`, async (t) => {
    const { run } = makeFolder(t, WEB);
    const { code, stdout, stderr } = await run(['model', ...args]);
    t.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    t.regex(stderr, line);
  });
}

/** What a newcomer asks first, and four ways to get it wrong. */
const STORIES: readonly (readonly [args: string, code: number, says: RegExp])[] = [
  ['go-server --port 9000', 0, /^It works\.$/m],
  [
    'go-server --port 80',
    1,
    /^It fails: port 80\/TCP: the Service has no such port, connections time out\.$/m,
  ],
  ['go-sever --port 9000', 1, /^ {2}go-server\.backend\.svc\.cluster\.local\. {2}spelled so$/m],
  [
    'go-server.edge --port 9000',
    1,
    /^ {2}go-server\.backend\.svc\.cluster\.local\. {2}in another namespace$/m,
  ],
  ['go-server --port metrics', 1, /means another port: http is 9000 in these pods$/m],
  ['go-server.backend.svc.cluster.local. --port http', 0, /^ {2}2 queries, for A and AAAA$/m],
  [
    'go-server.apps.internal --port 9000',
    0,
    /CNAME go-server\.backend|A clusterIP\(backend\/go-server\)/,
  ],
  ['event-log.data --port 4222', 1, /^What is missing$/m],
  [
    'event-log-0.event-log-peers.data --port 6222',
    1,
    /of Service\/data\/event-log-peers: no proxy/,
  ],
  ['postgres-external.data --port 5432', 1, /may not reach any address outside on this port$/m],
];

for (const [args, code, says] of STORIES) {
  test(`resolve ${args} --from dev/helper-server`, (t) => {
    const { said, exit } = tell([...args.split(' '), '--from', 'dev/helper-server']);
    t.is(exit, code, said);
    t.regex(said, says);
  });
}

/** The small cluster of docs/examples, with one thing changed. */
const VARIANTS: readonly (readonly [file: string, args: string, code: number, says: RegExp])[] = [
  ['shop', 'web --port 80', 0, /^It works\.$/m],
  [
    'headless',
    'web --port 80',
    1,
    /a headless Service sends nothing on, connections are refused\.$/m,
  ],
  ['headless', 'web --port 8080', 0, /^It works\.$/m],
  ['headless', 'web --port 81', 0, /^It works, where something listens on 81\.$/m],
  [
    'headless',
    'web --port grpc',
    1,
    /^port grpc: the Service has no such port\n {2}it has http 80/m,
  ],
  [
    'no-dns',
    'web --port 80',
    1,
    /^What is missing\n {2}# NetworkPolicy\/shop\/client, docs\/examples\/no-dns\.yaml\n {2}egress:\n[^]*UDP, port: 53/m,
  ],
  ['not-ready', 'stock --port 80', 1, /^ {2}1 pod with app=stock, and none is ready$/m],
  [
    'outside',
    'payments --port 443',
    0,
    /^It leaves the cluster; who answers outside is not known\.$/m,
  ],
  ['outside', 'payments', 0, /^Not known: without --port only the name can be told\.$/m],
  [
    'second-hosts',
    'web --port 80',
    1,
    /^ {2}CoreDNS does not start: \/etc\/coredns\/custom\/legacy\.override:1:1: plugin\/hosts/m,
  ],
  [
    'wrong-port-name',
    'web --port 80',
    1,
    /^ {2}targetPort is web; the ports of shop\/Deployment\/web: http 8080\/TCP$/m,
  ],
  [
    'wrong-selector',
    'web --port 80',
    1,
    /^ {2}no pod of shop has app=webb\n {4}Service\/shop\/web spec\.selector {2}docs\/examples\/wrong-selector\.yaml:8$/m,
  ],
];

for (const [file, args, code, says] of VARIANTS) {
  test(`resolve ${args}, as docs/examples/${file}.yaml has it`, (t) => {
    const files = new Set(['shop', file].map((name) => `docs/examples/${name}.yaml`));
    const { said, exit } = tell([...args.split(' '), '--from', 'shop/Deployment/client', ...files]);
    t.is(exit, code, said);
    t.regex(said, says);
  });
}

// Measured in the lab: what stands between a pod and the proxy drops what the proxy would refuse.
test('a pod that policies isolate is not promised that a connection is refused', (t) => {
  const { root: folder } = makeFolder(t, {
    'policy.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: client, namespace: shop}
spec:
  podSelector: {matchLabels: {app: client}}
  policyTypes: [Egress]
  egress:
  - to: [{namespaceSelector: {}}]
    ports: [{protocol: UDP, port: 53}]
  - to: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{protocol: TCP, port: 8080}]
`,
  });
  const fails = (file: string): string => {
    const files = ['shop', file].map((name) => `${root}/docs/examples/${name}.yaml`);
    const from = ['--from', 'shop/Deployment/client', ...files, `${folder}/policy.yaml`];
    const { said, exit } = tell(['web', '--port', '80', ...from]);
    t.is(exit, 1, said);
    return /^It fails: .*$/m.exec(said)?.[0] ?? said;
  };
  const either = /connections are refused, or time out where policies come before the proxy\.$/;
  t.regex(fails('wrong-selector'), either);
  t.regex(fails('wrong-port-name'), either);
  t.regex(fails('headless'), /a headless Service sends nothing on, connections time out\.$/);
});

test('resolve of pods that ask another name server, or that the name server does not let in', (t) => {
  const pod = (name: string, spec: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}\nspec: {${spec}containers: [{name: a, image: a}]}\n---\n`;
  const { root: folder } = makeFolder(t, {
    'pods.yaml': `${pod('own', 'dnsPolicy: None, dnsConfig: {nameservers: [192.0.2.53]}, ')}${pod('node', 'dnsPolicy: Default, ')}${pod('client', '')}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: kube-system}
spec: {podSelector: {}}
`,
  });
  const files = [`${root}/docs/examples/shop.yaml`, `${folder}/pods.yaml`];
  const ask = (name: string) => tell(['web.shop', '--from', `shop/Pod/${name}`, ...files]);
  t.regex(ask('own').said, /^ {2}asks 192\.0\.2\.53, of which nothing is known\n[^]*Not known: /m);
  t.regex(ask('node').said, /^ {2}asks the name server of its node, of which nothing is known\n/m);
  const { said, exit } = ask('client');
  t.is(exit, 1);
  t.regex(said, /^ {4}into the name server: BLOCKED, no rule allows it$/m);
  t.regex(
    said,
    /^ {2}# NetworkPolicy\/kube-system\/closed, [^\n]*\n {2}ingress:\n {2}- from:\n[^]*values: \[client\]/m,
  );
});

test('what a manifest or an argument says cannot write to the terminal', (t) => {
  const { root: folder } = makeFolder(t, {
    'evil.yaml': `apiVersion: v1
kind: Service
metadata: {name: "web\\e[31m", namespace: shop}
spec: {selector: {app: "\\e[2J"}, ports: [{name: "\\e]0;", port: 80, targetPort: "\\e[1m"}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: "\\e[31mweb", namespace: shop}
spec: {template: {metadata: {labels: {app: "\\e[2J"}}, spec: {containers: [{name: web}]}}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: "r\\e[31m"}
spec: {hostnames: ["\\e[1m"], parentRefs: [{name: "\\e[1m"}], rules: [{backendRefs: [{name: "\\e[1m", port: 1}]}]}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: "m\\e[1m"}
spec: {endpoints: [{port: "\\e[1m", path: "\\e[1m"}], selector: {}}
`,
  });
  const file = `${folder}/evil.yaml`;
  const escape = '\u001b';
  for (const name of [`web${escape}[31m`, `web${escape}[31m.shop`, 'web']) {
    const { said } = tell([name, '--from', `shop/Deployment/${escape}[31mweb`, file]);
    t.true(said.length > 0);
    t.false(said.includes(escape), JSON.stringify(said));
  }
  const [named] = readModels({ positionals: [file], environment: undefined }, root).models;
  for (const [part, { text, summary }] of Object.entries(modelParts)) {
    const said = named && `${text(named, plainStyle)}${summary(named)}`;
    t.false(said?.includes(escape), `${part}: ${JSON.stringify(said)}`);
  }
});

test('resolve says why nobody is behind a Service', (t) => {
  const { root: folder } = makeFolder(t, {
    'scaled.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web}]}}
`,
    'written.yaml': `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {ports: [{port: 80}]}
`,
    'slice.yaml': `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web, namespace: shop, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: "", port: 80, protocol: TCP}]
endpoints: [{addresses: [192.0.2.1], conditions: {ready: false}}]
`,
  });
  const ask = (...names: string[]): string => {
    const files = ['docs/examples/shop.yaml', ...names.map((name) => `${folder}/${name}.yaml`)];
    return tell(['web', '--from', 'shop/Deployment/client', '--port', '80', ...files]).said;
  };
  t.regex(ask('scaled'), /app=web\n {2}shop\/Deployment\/web would make some, and has none now\n/);
  t.regex(
    ask('written'),
    /^ {2}it has no selector, and no EndpointSlice with an endpoint is written for it$/m,
  );
  t.regex(
    ask('written', 'slice'),
    /^ {2}it has no selector, and the endpoints that are written for it are not ready$/m,
  );
});

function tell(args: readonly string[]): { readonly said: string; readonly exit: number } {
  let said = '';
  const out = (text: string): void => void (said += text);
  const exit = resolve.run(args, { directory: root, out, err: () => {}, colour: false });
  return { said, exit };
}

test('a given file that is not there is an error, and so is one that cannot be read', async (t) => {
  const { run } = makeFolder(t, {
    ...WEB,
    'overlays/dev/environment.yaml': `apiVersion: fingerpost.dev/v1
kind: Environment
metadata: {name: dev}
spec: {given: ["given/*.yaml", "given/[ab].yml"]}
`,
    'overlays/dev/given/a.yml': 'kind: [',
  });
  const { code, stderr } = await run(['model', '--env', 'dev', '--part', 'records']);
  t.is(code, 2);
  t.regex(
    stderr,
    /^overlays\/dev\/given\/\*\.yaml means no file; correct spec\.given of environment\.yaml$/m,
  );
  t.regex(stderr, /^overlays\/dev\/given\/a\.yml:2:1: /m);
});

test('resolve as JSON, from a workload of plain files', async (t) => {
  const { run } = makeFolder(t, PLAIN);
  const args = ['resolve', 'web', '--from', 'default/Deployment/web', '--port', 'http', 'plain'];
  const { code, stdout, stderr } = await run([...args, '--format', 'json']);
  t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  t.like(JSON.parse(stdout), {
    verdict: 'works',
    lookup: { outcome: 'found', name: 'web.default.svc.cluster.local.' },
    connections: [{ port: 80, outcome: 'open', ends: [{ port: 8080, ready: 1, total: 1 }] }],
  });
});

test('resolve answers questions as the name server would', async (t) => {
  const { run } = makeFolder(t, {
    ...PLAIN,
    'questions.json': JSON.stringify([
      { q: 'web.default.svc.cluster.local.', type: 'A' },
      { q: 'gone.default.svc.cluster.local.', type: 'A' },
      { q: 'db.example.com.', type: 'A' },
    ]),
    'environment.yaml': `apiVersion: fingerpost.dev/v1
kind: Environment
metadata: {name: test}
spec:
  dns:
    upstream:
    - {name: db.example.com, type: A, value: 203.0.113.5}
`,
  });
  const known = ['A', 'A', 'A'].map((type) => ({ type }));
  const { stdout } = await run(['resolve', '--questions', 'questions.json', 'plain']);
  t.like(JSON.parse(stdout), [
    { ...known[0], rcode: 'NOERROR', answers: ['clusterIP(default/web)'] },
    { ...known[1], rcode: 'NXDOMAIN', answers: [] },
    { ...known[2], rcode: null, answers: [] },
  ]);
  const args = ['resolve', '--questions', 'questions.json', '--environment', 'environment.yaml'];
  const told = await run([...args, 'plain']);
  t.like(JSON.parse(told.stdout)[2], { rcode: 'NOERROR', answers: ['203.0.113.5'] });
});

for (const [args, line] of [
  [[], /^which NAME\?/],
  [['web'], /^whose lookup is it\? /],
  [['web', '--from', 'dev/db'], /^dev\/db runs no pods/],
  [
    ['web', '--from', 'edge/Deployment/none', '--env', 'dev'],
    /^there is no workload edge\/Deployment\/none in dev; there is edge\/Deployment\/web/,
  ],
  [['--questions', 'none.json', 'dev/web'], /^none\.json: there is no such file/],
  [['--questions', 'base/web/web.conf', 'dev/web'], /^base\/web\/web\.conf is no JSON: /],
] as const) {
  test(`wrong usage: resolve ${args.join(' ')}`, async (t) => {
    const { run } = makeFolder(t, WEB);
    const { code, stdout, stderr } = await run(['resolve', ...args]);
    t.deepEqual({ code, stdout }, { code: 2, stdout: '' }, stderr);
    t.regex(stderr, line);
  });
}
