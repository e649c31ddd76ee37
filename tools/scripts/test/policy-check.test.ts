import path from 'node:path';

import test from 'ava';

import { makeFolder, runIn, WEB } from './repository.ts';

const repository = path.resolve(import.meta.dirname, '..', '..', '..');

test('the API server takes everything in this repository, without a warning', async (t) => {
  const { code, stdout, stderr } = await runIn(repository, ['policy-check']);
  t.regex(stdout, /^checked \d{3} resources: 0 errors, 0 warnings, 0 cautions\n$/);
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
  const { code, stdout, stderr } = await run(['policy-check', 'dev/web']);
  t.is(code, 1, stderr);
  t.regex(
    stdout,
    /^overlays\/dev\/web\/kustomization\.yaml:\d+:14\n {2}error schema\/unknown-field: Service\/\S* spec\.typ: .* \(dev\/web\)$/m,
  );
});

test('policy-check as JSON, of plain files', async (t) => {
  const { run } = makeFolder(t, {
    'plain/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {typ: x}\n',
  });
  const { code, stdout, stderr } = await run(['policy-check', 'plain', '--format', 'json']);
  t.deepEqual({ code, stderr }, { code: 1, stderr: '' });
  t.deepEqual(JSON.parse(stdout), [
    {
      rule: 'schema/unknown-field',
      severity: 'error',
      message: 'unknown field "spec.typ"',
      resource: 'Service//web',
      field: 'spec.typ',
      file: 'plain/service.yaml',
      line: 4,
      column: 13,
      related: [],
      fix: '',
      documentation: '',
      overlays: [],
    },
  ]);
});

test('policy-check fails where something cannot be read', async (t) => {
  const { run } = makeFolder(t, { 'a.yaml': 'a: [\n', 'b.yaml': 'kind: Service\n' });
  for (const args of [['a.yaml'], ['none.yaml'], ['--severity', 'low'], ['--format', 'xml']]) {
    const { code, stdout, stderr } = await run(['policy-check', ...args]);
    t.is(code, 2, `${args.join(' ')}: ${stdout}`);
    t.not(stderr, '');
  }
});
