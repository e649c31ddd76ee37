import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';

import { makeFolder, makeRepository, runIn, WEB } from './repository.ts';

const repository = path.resolve(import.meta.dirname, '..', '..', '..');

test('nothing is wrong with this repository', async (t) => {
  const { code, stdout, stderr } = await runIn(repository, ['policy-check']);
  t.regex(stdout, /^checked \d{3} resources: 0 errors, 0 warnings, \d+ cautions\n/);
  t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
});

const BROKEN = {
  ...WEB,
  'overlays/dev/web/kustomization.yaml': `${WEB['overlays/dev/web/kustomization.yaml']}patches:
- target: {kind: Service}
  patch: |-
    - op: add
      path: /spec/typ
      value: ClusterIP
`,
};

test('policy-check shows the source line and the overlay', async (t) => {
  const { run } = makeFolder(t, BROKEN);
  const { code, stdout, stderr } = await run(['policy-check', 'dev/web', '--severity', 'error']);
  t.is(code, 1, stderr);
  t.regex(
    stdout,
    /^overlays\/dev\/web\/kustomization\.yaml\n {2}\d+:14 error schema\/unknown-field\n {6}Service\/\S* spec\.typ\n {6}unknown field "spec\.typ"\n *\d+ \| {7}value: ClusterIP\n *\| {14}\^\n[^]*^ {6}in dev\/web$/m,
  );
});

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {typ: x}\n';
const FINDING = {
  rule: 'schema/unknown-field',
  severity: 'error',
  message: 'unknown field "spec.typ"',
  resource: 'Service//web',
  field: 'spec.typ',
  file: 'plain/service.yaml',
  line: 4,
  column: 13,
  related: [],
  fix: 'correct the name or the indentation, or remove the field',
  documentation: 'docs/rules/schema/unknown-field.md',
  overlays: [],
};

test('policy-check as JSON, of plain files and of standard input', async (t) => {
  const { run } = makeFolder(t, { 'plain/service.yaml': SERVICE });
  const args = ['policy-check', '--format', 'json', '--severity', 'error'];
  const { code, stdout, stderr } = await run([...args, 'plain']);
  t.deepEqual({ code, stderr }, { code: 1, stderr: '' });
  t.deepEqual(
    JSON.parse(stdout).filter(({ rule }: { rule: string }) => rule === FINDING.rule),
    [FINDING],
  );
});

test('each document of a file and each item of a list has its own lines', async (t) => {
  const item = '{apiVersion: v1, kind: Service, metadata: {name: b}, spec: {typ: x}}';
  const { run } = makeFolder(t, {
    'all.yaml': `# one\n${SERVICE}---\n---\n${SERVICE}...\n---\napiVersion: v1\nkind: List\nitems:\n- ${item}\n`,
    'all.json':
      '{"apiVersion": "v1",\r\n "kind": "Service",\r\n "metadata": {"name": "c"},\r\n "spec": {"typ": 1}}',
  });
  const args = ['policy-check', '--format', 'json', '--severity', 'error', 'all.json', 'all.yaml'];
  const { stdout } = await run(args);
  const found: (typeof FINDING)[] = JSON.parse(stdout);
  t.deepEqual(
    found
      .filter(({ rule }) => rule === FINDING.rule)
      .map(({ file, line, column }) => `${file}:${line}:${column}`),
    ['all.json:4:18', 'all.yaml:5:13', 'all.yaml:11:13', `all.yaml:17:${item.indexOf('x}') + 3}`],
  );
});

test('formats for machines name files from the root of the repository', async (t) => {
  const { run } = makeRepository(t, BROKEN);
  const folder = 'overlays/dev';
  const args = ['policy-check', 'dev/web', '--severity', 'error', '--format'];
  const file = 'overlays/dev/web/kustomization.yaml';
  const sarif = await run([...args, 'sarif'], { folder });
  const uris = JSON.parse(sarif.stdout).runs[0].results.map(
    (result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
      result.locations[0]?.physicalLocation.artifactLocation.uri,
  );
  t.true(uris.includes(file), uris.join(' '));
  const github = await run([...args, 'github'], { folder });
  t.true(github.stdout.includes(`::error file=${file},line=`), github.stdout);
  const junit = await run([...args, 'junit'], { folder });
  t.regex(junit.stdout, /<testsuite name="web\/kustomization\.yaml" tests="1" failures="1"/);
});

test('no value of a Secret is shown', async (t) => {
  const { run } = makeFolder(t, {
    'a.yaml':
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringdata: {password: hunter2}\n',
    'b.json': `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"stringData":{"a":"hunter2"}},{"apiVersion":"v1","kind":"Service","metadata":{"name":"b"},"spec":{"typ":"x"}}]}`,
  });
  for (const format of ['text', 'json', 'sarif', 'github', 'junit']) {
    const { code, stdout } = await run(['policy-check', '.', '--format', format]);
    t.is(code, 1);
    t.notRegex(stdout, /hunter2/, format);
  }
});

test('a baseline: what is old does not fail, what is new does', async (t) => {
  const { run, root, write } = makeFolder(t, { 'a.yaml': SERVICE });
  const written = await run(['policy-check', 'a.yaml', '--write-baseline', 'known.json']);
  t.is(written.code, 0, written.stderr);
  t.regex(written.stdout, /^wrote \d+ findings? to known\.json\n$/);
  const file = fs.readFileSync(path.join(root, 'known.json'), 'utf8');
  t.regex(
    file,
    /^ {4}\{"fingerprint":"[0-9a-f]{32}","rule":"schema\/unknown-field",.*"count":1\}/m,
  );

  const check = (): ReturnType<typeof run> =>
    run(['policy-check', 'a.yaml', '--baseline', 'known.json', '--severity', 'error']);
  // The finding moves, and is the same.
  write({ 'a.yaml': `# moved\n\n${SERVICE}` });
  const old = await check();
  t.is(old.code, 0, old.stdout);
  t.regex(old.stdout, /: 0 errors, .*; \d+ in the baseline\n/);
  t.notRegex(old.stdout, /gone/);

  write({ 'a.yaml': SERVICE.replace('typ: x', 'typ: x, port: 1') });
  const fresh = await check();
  t.is(fresh.code, 1);
  t.regex(fresh.stdout, /unknown field "spec\.port"/);
  t.notRegex(fresh.stdout, /unknown field "spec\.typ"/);

  write({ 'a.yaml': SERVICE.replace('typ: x', 'type: ClusterIP, ports: [{port: 80}]') });
  const mended = await check();
  t.regex(mended.stdout, /^\d+ entr(?:y|ies) of the baseline (?:is|are) gone; write it anew/m);
});

test('policy-check fails where something cannot be read', async (t) => {
  const entry = (change: object): string =>
    JSON.stringify({
      version: 1,
      findings: [
        {
          fingerprint: '0'.repeat(32),
          rule: 'a/b',
          resource: 'A//b',
          message: 'c',
          count: 1,
          ...change,
        },
      ],
    });
  const baselines: readonly [string, RegExp][] = [
    ['', /: is no JSON; write it anew/],
    ['{"version": 1\n "findings": []}', /known\.json:2:2: is no JSON/],
    ['[]', /is no baseline/],
    ['{"version": 2, "findings": []}', /another version/],
    ['{"version": 1, "findings": {}}', /no list of findings/],
    ['{"version": 1, "findings": [1]}', /entry, number 1: it is no object/],
    [entry({ fingerprint: '__proto__' }), /number 1: fingerprint/],
    [entry({ count: -1 }), /number 1: count/],
    [entry({ count: 1e300 }), /number 1: count/],
    [entry({ message: null }), /number 1: .*texts/],
  ];
  const { run, write } = makeFolder(t, { 'a.yaml': 'a: [\n', 'b.yaml': 'kind: Service\n' });
  const cases = [
    ['a.yaml'],
    ['none.yaml'],
    ['a.yaml', '--write-baseline', 'new.json'],
    ['--severity', 'low'],
    ['--format', 'xml'],
    ['b.yaml', '--baseline', 'none.json'],
    ['b.yaml', '--baseline', 'a.json', '--write-baseline', 'b.json'],
  ];
  for (const args of cases) {
    const { code, stdout, stderr } = await run(['policy-check', ...args]);
    t.is(code, 2, `${args.join(' ')}: ${stdout}`);
    t.not(stderr, '');
  }
  for (const [content, message] of baselines) {
    write({ 'known.json': content });
    const { code, stderr } = await run(['policy-check', 'b.yaml', '--baseline', 'known.json']);
    t.is(code, 2);
    t.regex(stderr, message);
    t.is(stderr.trimEnd().split('\n').length, 1, stderr);
  }
});

test('what kustomize overwrote is found where it was written', async (t) => {
  const { run } = makeFolder(t, {
    'base/kustomization.yaml':
      'resources: [policy.yaml]\nlabels:\n- includeSelectors: true\n  pairs: {app: web}\n',
    'base/policy.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - podSelector:
        matchLabels:
          app: client
`,
    'overlays/dev/web/kustomization.yaml': 'resources: [../../../base]\n',
  });
  const { stdout } = await run(['policy-check', '--format', 'json']);
  const found: (typeof FINDING)[] = JSON.parse(stdout);
  t.deepEqual(
    found
      .filter(({ rule }) => rule === 'source/peer-overwritten')
      .map(({ file, line, overlays }) => `${file}:${line} ${overlays}`),
    ['base/policy.yaml:10 dev/web'],
  );
});

test('a folder that is a kustomization is built', async (t) => {
  const { run, write } = makeFolder(t, {
    'web/kustomization.yaml':
      'namespace: edge\nresources: [service.yaml]\npatches: [{path: patch.yaml}]\n',
    'web/service.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports: [{port: 80}]\n',
    'web/patch.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  prots: []\n',
  });
  const { code, stdout, stderr } = await run(['policy-check', 'web', '--format', 'json']);
  const found: (typeof FINDING)[] = JSON.parse(stdout);
  t.deepEqual(
    found
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, resource, file, line }) => `${rule} ${resource} ${file}:${line}`),
    [
      'schema/unknown-field Service/edge/web web/patch.yaml:5',
      'service/no-endpoints Service/edge/web web/service.yaml:4',
    ],
  );
  t.is(code, 1, stderr);

  write({ 'web/patch.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: wep}\n' });
  const broken = await run(['policy-check', 'web']);
  t.is(broken.code, 2);
  t.regex(broken.stderr, /^web\/patch\.yaml:\d+:\d+: no resource matches the patch/);
});
