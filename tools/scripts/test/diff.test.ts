import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';
import type { Changes } from '@fingerpost/changes';
import { diskFileSystem } from 'kustomize-ts';

import { applyExample } from '../src/compare-example.ts';
import { diff } from '../src/diff.ts';
import { examples } from '../src/examples.ts';
import { readExample } from '../src/read-example.ts';
import { outline, readChanges } from './read-changes.ts';
import { edit, makeRepository, WEB } from './repository.ts';
import type { Files } from './repository.ts';

/**
 * What `diff` finds, how it ends and what it writes where. Whole reports stand in tools/changes/golden; how revisions,
 * environments and paths are chosen in diff-modes.test.ts.
 */

/** The repository that these tests stand in. */
const CHECKOUT = path.join(import.meta.dirname, '../../..');

const environment = (name: string, spec: string): string =>
  `apiVersion: fingerpost.dev/v1\nkind: Environment\nmetadata: {name: ${name}}\nspec: ${spec}\n`;

test('its help has 80 columns and names every flag', (t) => {
  t.true(diff.usage.split('\n').every((line) => line.length <= 80));
  const flags = 'base head env between from to example fields no-cache format out exit-code';
  for (const flag of flags.split(' ')) t.regex(diff.usage, new RegExp(`^  .*--${flag}\\b`, 'm'));
});

test('nothing changed: one screen of what there is', async (t) => {
  const { call, root, write } = makeRepository(t, {
    ...WEB,
    'overlays/prod/environment.yaml': environment('prod', '{clusterDomain: prod.example}'),
  });
  const cold = await call(['diff', '--exit-code']);
  t.deepEqual([cold.code, cold.stderr], [0, '']);
  const lines = cold.stdout.split('\n');
  t.true(lines.length < 30);
  for (const line of [
    'main (<commit>) -> the working tree',
    'No differences. All of it renders: 3 overlays.',
    '  dev   2 units, 6 resources',
    '  prod  1 unit, 5 resources',
    '  db.data.svc.cluster.local   -> db.example.com  (dev)',
    '  web.edge.svc.cluster.local  http 80, metrics 9090  (dev)',
    '  web.edge.svc.prod.example   http 80, metrics 9090  (prod)',
    'overlays/dev has no environment.yaml: cluster.local is assumed',
    '  npx fingerpost diff --between dev,prod',
  ]) {
    t.true(lines.includes(line), line);
  }
  t.deepEqual(await call(['diff', '--exit-code']), cold, 'and the same from the cache');
  fs.rmSync(path.join(root, '.fingerpost/cache/overviews'), { recursive: true });
  t.deepEqual(await call(['diff', '--exit-code']), cold, 'of which parts may be gone');
  t.regex((await call(['diff', 'prod/web'])).stdout, /All of it renders: 1 overlay\./);

  // Of a file that cannot be read nothing is known, in whatever format.
  write({ 'overlays/prod/environment.yaml': 'kind: [\n' });
  for (const format of ['text', 'json', 'markdown', 'sarif']) {
    const { code, stdout, stderr } = await call(['diff', '--format', format]);
    t.is(code, 2, format);
    t.regex(`${stderr}${stdout}`, /overlays\/prod\/environment\.yaml:2:1: /, format);
  }
});

test('nothing changed: of many Services the first are listed, all are counted', async (t) => {
  const services = Array.from(
    { length: 60 },
    (_, i) => `apiVersion: v1\nkind: Service\nmetadata: {name: s-${i}, namespace: a}\n`,
  );
  const { call } = makeRepository(t, {
    'overlays/dev/a/kustomization.yaml': 'resources: [a.yaml]\n',
    'overlays/dev/a/a.yaml': services.join('---\n'),
  });
  const { code, stdout } = await call(['diff']);
  t.is(code, 0);
  t.is(stdout.match(/^ {2}s-\d+\.a\.svc/gm)?.length, 24);
  t.regex(stdout, /\n {2}dev {2}1 unit, 60 resources\n/);
  t.regex(stdout, /\n {2}and 36 more\n/);
  t.true(stdout.split('\n').length < 45);
});

test('an environment.yaml that is broken in the base, too, is told on a clean tree', async (t) => {
  const { call } = makeRepository(t, { ...WEB, 'overlays/dev/environment.yaml': 'kind: [\n' });
  const text = await call(['diff']);
  t.deepEqual([text.code, text.stderr], [2, '']);
  t.regex(text.stdout, /\nCannot be read\n {2}overlays\/dev\/environment\.yaml:2:1: /);
  const json = await call(['diff', '--format', 'json']);
  t.is(json.code, 2);
  t.regex(json.stderr, /^overlays\/dev\/environment\.yaml:2:1: .*\n$/);
});

const FOUND: readonly [title: string, files: Files, args: readonly string[], outline: string[]][] =
  [
    [
      'a field in a base: both overlays, what others rely on first',
      {
        ...edit('base/web/service.yaml', 'port: 80', 'port: 8000'),
        ...edit('base/web/deployment.yaml', 'web:1.0.0', 'web:1.1.0'),
      },
      [],
      ['dev/web', 'prod/web'].flatMap((overlay) => [
        `${overlay} changed`,
        '  changed Service web',
        '    spec.ports[http].port: 80 -> 8000',
        '  changed Deployment web',
        '    spec.template.spec.containers[web].image: registry.example.com/web:1.0.0 -> registry.example.com/web:1.1.0',
      ]),
    ],
    [
      'what can break comes first: gone, led elsewhere, the rest, new',
      {
        ...edit('base/web/service.yaml', 'targetPort: http', 'targetPort: web'),
        ...edit('base/web/deployment.yaml', 'replicas: 1', 'replicas: 2'),
        ...edit('base/web/kustomization.yaml', 'network-policy.yaml', 'account.yaml'),
        'base/web/account.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n',
        ...edit('overlays/dev/db/service.yaml', 'metadata:', 'metadata:\n  labels: {team: data}'),
      },
      ['--env', 'dev'],
      [
        'dev/web changed',
        '  removed NetworkPolicy web',
        '  changed Service web',
        '    spec.ports[http].targetPort: http -> web',
        '  changed Deployment web',
        '    spec.replicas: 1 -> 2',
        '  added ServiceAccount web',
        'dev/db changed',
        '  changed Service db',
        '    metadata.labels:  -> {"team":"data"}',
      ],
    ],
    [
      'an overlay that is new counts before git knows it; one that is gone is told as a whole',
      {
        'overlays/dev/db/kustomization.yaml': null,
        'overlays/dev/db/service.yaml': null,
        'overlays/prod/db/kustomization.yaml': 'resources: [service.yaml]\n',
        'overlays/prod/db/service.yaml': WEB['overlays/dev/db/service.yaml'] ?? '',
      },
      [],
      ['dev/db removed', '  removed Service db', 'prod/db added', '  added Service db'],
    ],
    [
      'a comment is no difference',
      { ...edit('base/web/service.yaml', 'spec:', '# why\nspec:') },
      [],
      [],
    ],
  ];

for (const [title, files, args, expected] of FOUND) {
  test(title, async (t) => {
    const repository = makeRepository(t, WEB);
    repository.write(files);
    const { changes, stderr } = await readChanges(repository, args);
    t.deepEqual(outline(changes), expected);
    t.is(stderr, '');
  });
}

test('a hash is no change by itself: texts by line, references are counted', async (t) => {
  const repository = makeRepository(t, WEB);
  repository.write({
    ...edit('base/web/web.conf', 'log off', 'log on'),
    ...edit('base/web/kustomization.yaml', 'LEVEL=info', 'LEVEL=debug'),
  });
  const { changes } = await readChanges(repository, ['prod/web']);
  const [settings, ...others] = changes.overlays[0]?.resources ?? [];
  t.is(others.length, 0);
  t.like(settings, { kind: 'ConfigMap', renamed: { by: 'hash', namespace: 'edge' } });
  t.deepEqual(settings?.references, [{ from: 'Deployment edge/web', count: 1 }]);
  const [level, text] = settings?.fields ?? [];
  t.like(level, { path: 'data.LEVEL', before: 'info', after: 'debug' });
  t.deepEqual(
    text?.hunks?.flatMap(({ lines }) => lines.map(({ kind, text: line }) => `${kind} ${line}`)),
    ['same root /srv', 'same index index.html', 'removed log off', 'added log on'],
  );
});

test('where overlays are chosen, the others are taken as they are on the new side', async (t) => {
  const caller = (host: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: caller, namespace: edge}\nspec:\n  selector: {matchLabels: {app: caller}}\n  template:\n    metadata: {labels: {app: caller}}\n    spec:\n      containers:\n      - name: caller\n        image: registry.example.com/caller:1.0.0\n        env: [{name: URL, value: "http://${host}"}]\n`;
  const repository = makeRepository(t, {
    ...WEB,
    ...edit('base/web/kustomization.yaml', ', network-policy.yaml', ''),
    'overlays/dev/caller/kustomization.yaml': 'resources: [caller.yaml]\n',
    'overlays/dev/caller/caller.yaml': caller('web'),
  });
  repository.write({
    ...edit('base/web/service.yaml', 'name: web', 'name: site'),
    'overlays/dev/caller/caller.yaml': caller('site'),
  });
  const findings = async (...args: string[]) => {
    const { changes } = await readChanges(repository, ['--env', 'dev', ...args]);
    const { new: fresh = [], fixed = [] } = changes.meaning?.findings ?? {};
    return [fresh, fixed].map((list) =>
      list.filter(({ resource }) => resource.endsWith('/caller')).map(({ rule }) => rule),
    );
  };
  // Both sides are as they were made: the caller asks for a name that is there.
  t.deepEqual(await findings(), [[], []]);
  // The renamed Service alone: the caller already asks for the new name, which was not there yet.
  t.deepEqual(await findings('dev/web'), [[], ['name/unresolvable']]);
  const { changes } = await readChanges(repository, ['dev/caller']);
  t.deepEqual(
    changes.overlays.map(({ overlay }) => overlay),
    ['dev/caller'],
  );
  t.is(changes.compared, 1);
});

test('values of Secrets are shown nowhere', async (t) => {
  const secret = (data: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '{"data":"${data}"}'\nstringData:\n  ${data}\n`;
  const { call, commit, write } = makeRepository(t, {
    ...WEB,
    'overlays/dev/secret/kustomization.yaml': 'resources: [secret.yaml]\n',
    'overlays/dev/secret/secret.yaml': secret('token: s3cret-one'),
  });
  write({
    ...edit(
      'base/web/kustomization.yaml',
      'password=hunter2',
      'password=correct-horse, extra=battery',
    ),
    'overlays/dev/secret/secret.yaml': secret('token: s3cret-two'),
  });
  const runs = [];
  const all = async () => {
    for (const format of ['text', 'markdown', 'json', 'sarif'])
      runs.push(await call(['diff', '--format', format]));
  };
  await all();
  const changed = await call(['diff', '--env', 'dev']);
  t.regex(changed.stdout, /data\.password: +.*\(masked\) -> \(masked\)/s);
  t.regex(changed.stdout, /\+ data\.extra: +.*\(masked\)/s);
  t.regex(changed.stdout, /stringData\.token: +.*\(masked\) -> \(masked\)/s);

  commit({});
  write({
    'overlays/dev/secret/secret.yaml': secret('more: s3cret-one\n  token: |\n    s3cret-three'),
  });
  await all();
  runs.push(
    await call([
      'diff',
      '--from',
      'overlays/dev/secret/secret.yaml',
      '--to',
      'overlays/dev/secret',
    ]),
    await call(['diff', '--base', 'HEAD']),
  );
  t.regex(runs.at(-1)?.stdout ?? '', /\+ stringData\.more: +.*\(masked\)/s);
  for (const { stdout, stderr } of [changed, ...runs]) {
    for (const value of ['hunter2', 'correct-horse', 'battery', 's3cret']) {
      t.false(`${stdout}${stderr}`.includes(value), value);
      t.false(
        `${stdout}${stderr}`.includes(Buffer.from(value).toString('base64').slice(0, 6)),
        value,
      );
    }
  }
});

/** What happens to the two sides of dev/db, how the run ends, and how the lines begin that say why. */
const UNRENDERED: readonly [
  title: string,
  before: Files,
  after: Files,
  status: string,
  lines: readonly RegExp[],
][] = [
  [
    'it does not render any more',
    {},
    edit('overlays/dev/db/kustomization.yaml', 'service.yaml', 'gone.yaml'),
    'failed',
    [/^overlays\/dev\/db\/kustomization\.yaml:1:13: .* \(dev\/db\)$/],
  ],
  [
    'it renders on neither side, for one reason',
    edit('overlays/dev/db/kustomization.yaml', 'service.yaml', 'gone.yaml'),
    {},
    'broken',
    [/^overlays\/dev\/db\/kustomization\.yaml:1:13: .* \(dev\/db\)$/],
  ],
  [
    'it renders on neither side, for two reasons',
    edit('overlays/dev/db/kustomization.yaml', 'service.yaml', 'gone.yaml'),
    edit('overlays/dev/db/kustomization.yaml', 'resources', 'resource'),
    'broken',
    [
      /^overlays\/dev\/db\/kustomization\.yaml:1:1: .* \(dev\/db\)$/,
      /^main:overlays\/dev\/db\/kustomization\.yaml:1:13: .* \(dev\/db\)$/,
    ],
  ],
  [
    'it renders again',
    edit('overlays/dev/db/kustomization.yaml', 'service.yaml', 'gone.yaml'),
    edit('overlays/dev/db/kustomization.yaml', '', ''),
    'repaired',
    [/^main:overlays\/dev\/db\/kustomization\.yaml:1:13: .* \(dev\/db\)$/],
  ],
  [
    'it is gone, and did not render before',
    edit('overlays/dev/db/kustomization.yaml', 'service.yaml', 'gone.yaml'),
    { 'overlays/dev/db/kustomization.yaml': null },
    'removed',
    [/^main:overlays\/dev\/db\/kustomization\.yaml:1:13: .* \(dev\/db\)$/],
  ],
];

for (const [title, before, after, status, lines] of UNRENDERED) {
  test(`an overlay that cannot be rendered is told and the rest is shown: ${title}`, async (t) => {
    const repository = makeRepository(t, { ...WEB, ...before });
    repository.write({ ...after, ...edit('base/web/service.yaml', 'port: 80', 'port: 8000') });
    const { code, stderr, changes } = await readChanges(repository, ['--exit-code']);
    t.is(code, 2);
    t.like(
      changes.overlays.find(({ overlay }) => overlay === 'dev/db'),
      { status },
    );
    t.true(outline(changes).includes('    spec.ports[http].port: 80 -> 8000'));
    t.true(isEach(stderr, lines), stderr);

    const text = await repository.call(['diff']);
    t.is(text.code, 2);
    t.regex(text.stdout, /\nCannot tell: 1 overlay (?:does|did) not render/);
    t.regex(text.stdout, /spec\.ports\[http\]\.port/);
    for (const line of lines) {
      const bare = new RegExp(line.source.slice(1).replace(/ \\\(.*/, ''));
      t.regex(`${text.stdout}${text.stderr}`, bare);
    }
    for (const format of ['markdown', 'sarif']) {
      const run = await repository.call(['diff', '--format', format]);
      t.is(run.code, 2, format);
      t.true(isEach(run.stderr, lines), run.stderr);
    }
    const file = await repository.call(['diff', '--out', 'out.txt']);
    t.like(file, { code: 2, stdout: '' });
    t.true(isEach(file.stderr, lines), file.stderr);
    t.like(await repository.call(['diff', '--fields']), { code: 2 });
    t.like(await repository.call(['diff', 'dev/db']), { code: 2 });
    t.like(await repository.call(['diff', 'dev/web', '--fields']), { code: 0 });
  });
}

/** Whether there is a line for each pattern, and no other one but notices. */
function isEach(stderr: string, lines: readonly RegExp[]): boolean {
  const said = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('not known'));
  return (
    said.length === lines.length && lines.every((line) => said.some((text) => line.test(text)))
  );
}

const FINE = environment('dev', '{given: [given/*.yaml]}');
const GIVEN = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: edge}\n';

/** Files of the environment that are broken, on one side or on both, and how the lines begin that say so. */
const UNREAD: readonly [title: string, before: Files, after: Files, lines: readonly RegExp[]][] = [
  ['nothing', {}, {}, []],
  [
    'environment.yaml, before',
    { 'overlays/dev/environment.yaml': 'kind: [\n' },
    { 'overlays/dev/environment.yaml': FINE },
    [/^main:overlays\/dev\/environment\.yaml:2:1: /],
  ],
  [
    'environment.yaml, now',
    {},
    { 'overlays/dev/environment.yaml': 'kind: [\n' },
    [/^overlays\/dev\/environment\.yaml:2:1: /],
  ],
  [
    'environment.yaml, on both sides',
    { 'overlays/dev/environment.yaml': 'kind: [\n' },
    {},
    [/^main:overlays\/dev\/environment\.yaml:2:1: /, /^overlays\/dev\/environment\.yaml:2:1: /],
  ],
  [
    'given, before',
    { 'overlays/dev/given/a.yaml': 'kind: [\n' },
    { 'overlays/dev/given/a.yaml': GIVEN },
    [/^main:overlays\/dev\/given\/a\.yaml:/],
  ],
  [
    'given, now',
    {},
    { 'overlays/dev/given/a.yaml': 'kind: [\n' },
    [/^overlays\/dev\/given\/a\.yaml:/],
  ],
  [
    'given, on both sides',
    { 'overlays/dev/given/a.yaml': 'kind: [\n' },
    {},
    [/^main:overlays\/dev\/given\/a\.yaml:/, /^overlays\/dev\/given\/a\.yaml:/],
  ],
  [
    'given, which is not there any more',
    {},
    { 'overlays/dev/given/a.yaml': null },
    [/^overlays\/dev\/given\/\*\.yaml means no file; correct spec\.given of environment\.yaml$/],
  ],
];

for (const [title, before, after, lines] of UNREAD) {
  test(`a file of an environment that cannot be read is told and the rest is shown: ${title}`, async (t) => {
    const repository = makeRepository(t, {
      ...WEB,
      'overlays/dev/environment.yaml': FINE,
      'overlays/dev/given/a.yaml': GIVEN,
      ...before,
    });
    repository.write({ ...after, ...edit('base/web/service.yaml', 'port: 80', 'port: 8000') });
    const { code, stderr, changes } = await readChanges(repository);
    t.is(code, lines.length > 0 ? 2 : 0);
    t.true(isEach(stderr, lines), stderr);
    t.true(outline(changes).includes('    spec.ports[http].port: 80 -> 8000'));
    t.deepEqual(changes.unread ?? [], stderr.split('\n').slice(0, -1));

    const isKnown = !/both/.test(title) || title.startsWith('given');
    const names = changes.meaning?.environments.map(({ environment: name }) => name);
    t.deepEqual(names, isKnown ? ['dev', 'prod'] : ['prod']);

    const text = await repository.call(['diff']);
    t.deepEqual([text.code, text.stderr], [code, '']);
    const markdown = await repository.call(['diff', '--format', 'markdown']);
    t.is(markdown.code, code);
    for (const line of lines) {
      const bare = new RegExp(line.source.replace(/^\^/, '').replace(/\$$/, ''));
      t.regex(text.stdout, bare);
      t.regex(text.stdout, /\nCannot tell: \d files? cannot be read\. /);
      t.regex(markdown.stdout, bare);
    }
    // What was not asked for needs no environment.
    t.like(await repository.call(['diff', '--fields']), { code: 0, stderr: '' });
  });
}

/** An edit, and how the run ends without and with `--exit-code`. */
const CODES: readonly [title: string, before: Files, after: Files, codes: [number, number]][] = [
  ['nothing', {}, {}, [0, 0]],
  ['a comment', {}, edit('base/web/service.yaml', 'spec:', '# why\nspec:'), [0, 0]],
  ['a field', {}, edit('base/web/deployment.yaml', 'replicas: 1', 'replicas: 2'), [0, 1]],
  ['a new error', {}, edit('base/web/service.yaml', 'app: web', 'app: wab'), [1, 1]],
  [
    'an error that was there',
    edit('base/web/service.yaml', 'app: web', 'app: wab'),
    { ...edit('base/web/deployment.yaml', 'replicas: 1', 'replicas: 2') },
    [0, 1],
  ],
  [
    'an environment that means the same',
    { 'overlays/dev/environment.yaml': environment('dev', '{}') },
    { 'overlays/dev/environment.yaml': `# why\n${environment('dev', '{}')}` },
    [0, 0],
  ],
  [
    'an environment that means something else',
    { 'overlays/dev/environment.yaml': environment('dev', '{}') },
    { 'overlays/dev/environment.yaml': environment('dev', '{clusterDomain: dev.example}') },
    [0, 1],
  ],
];

for (const [title, before, after, codes] of CODES) {
  test(`exit code: ${title}`, async (t) => {
    const { call, write } = makeRepository(t, { ...WEB, ...before });
    write(after);
    for (const format of ['text', 'json', 'markdown', 'sarif']) {
      const plain = await call(['diff', '--format', format]);
      const strict = await call(['diff', '--format', format, '--exit-code']);
      t.deepEqual([plain.code, strict.code], codes, format);
      t.deepEqual([plain.stdout, plain.stderr], [strict.stdout, strict.stderr]);
    }
  });
}

test('what kustomize warns of on the new side, and did not on the old one', async (t) => {
  const { call, write } = makeRepository(t, WEB);
  write(
    edit(
      'base/web/kustomization.yaml',
      'namespace: edge',
      'namespace: edge\ncommonLabels: {team: a}',
    ),
  );
  const { stderr } = await call(['diff', '--format', 'json']);
  t.regex(stderr, /^warning: .*commonLabels.* \(dev\/web, prod\/web\)\n$/);
  const known = makeRepository(t, {
    ...WEB,
    ...edit(
      'base/web/kustomization.yaml',
      'namespace: edge',
      'namespace: edge\ncommonLabels: {team: a}',
    ),
  });
  known.write(edit('base/web/service.yaml', 'port: 80', 'port: 81'));
  t.like(await known.call(['diff']), { stderr: '' });
});

test('the same bytes in every format: cold, from the cache, without one, in CI, whatever order the disk has', async (t) => {
  const first = makeRepository(t, WEB);
  const second = makeRepository(
    t,
    Object.fromEntries(Object.entries(WEB).toSorted(([a], [b]) => (a < b ? 1 : -1))),
  );
  const edits = {
    ...edit('base/web/service.yaml', 'port: 80', 'port: 8000'),
    ...edit('base/web/kustomization.yaml', 'LEVEL=info', 'LEVEL=debug'),
    ...edit('overlays/dev/db/service.yaml', 'db.example.com', 'db.corp.internal'),
    'overlays/prod/db/kustomization.yaml': 'resources: [../../dev/db]\n',
  };
  first.write(edits);
  second.write(Object.fromEntries(Object.entries(edits).toReversed()));
  for (const format of ['text', 'markdown', 'json', 'sarif']) {
    const args = ['diff', '--format', format];
    const drop = (): void =>
      fs.rmSync(path.join(first.root, '.fingerpost'), { recursive: true, force: true });
    drop();
    const cold = await first.call(args);
    t.true(cold.stdout.length > 500, format);
    t.deepEqual(await first.call(args), cold, `${format}: from the cache`);
    t.deepEqual(await first.call([...args, '--no-cache']), cold, `${format}: without the cache`);
    t.deepEqual(await second.call(args), cold, `${format}: another repository`);
    t.deepEqual(
      await first.call([...args, 'prod/db', 'dev/*', 'prod/web']),
      cold,
      `${format}: overlays by name`,
    );
    const inCI = { env: { CI: 'true', LC_ALL: 'C', TZ: 'Asia/Tokyo', FORCE_COLOR: '1' } };
    t.deepEqual(await first.run(args, inCI), cold, `${format}: as a process, in CI`);

    const below = await first.call(args, 'base/web');
    t.deepEqual(await first.call([...args, '--no-cache'], 'base/web'), below);
    const beside = await first.call(args, 'overlays/dev');
    t.deepEqual(await first.call([...args, '--no-cache'], 'overlays/dev'), beside);
    drop();
    t.deepEqual(await first.call(args, 'base/web'), below, `${format}: from below`);
    const places = (text: string): string => text.replaceAll('../../overlays/', 'overlays/');
    t.true(places(below.stdout).includes('overlays/dev/db/service.yaml'), format);
    t.false(below.stdout.includes('base/web/service.yaml'), format);
    if (format === 'json') {
      const moved = places(below.stdout).replaceAll('"service.yaml', '"base/web/service.yaml');
      const renamed = moved.replaceAll('"kustomization.yaml', '"base/web/kustomization.yaml');
      const [there, here] = [renamed, cold.stdout].map((text) => JSON.parse(text) as Changes);
      // They are told in the order of their paths.
      const sorted = (changes: Changes | undefined) =>
        changes?.sources.toSorted((a, b) => (a.file < b.file ? -1 : 1));
      t.deepEqual({ ...there, sources: sorted(there) }, { ...here, sources: sorted(here) });
    }
  }
});

test('nothing from a manifest or a name acts on the terminal', async (t) => {
  const { run, write } = makeRepository(t, WEB);
  write({
    ...edit(
      'overlays/dev/db/service.yaml',
      'metadata:',
      'metadata:\n  annotations: {"a\\e[31m": "\\e]0;title\\a\\u202e"}',
    ),
    'overlays/dev/\u001b[2J/kustomization.yaml': 'resources: ["\\e[1m.yaml"]\n',
  });
  const { stdout, stderr } = await run(['diff']);
  // oxlint-disable-next-line no-control-regex
  t.notRegex(`${stdout}${stderr}`, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  t.true(stdout.includes('\\u{1b}[2J'));
});

test('colours are for terminals: neither in a pipe, whatever FORCE_COLOR says, nor in a file', async (t) => {
  const { root, run, write } = makeRepository(t, WEB);
  write(edit('base/web/service.yaml', 'port: 80', 'port: 81'));
  const piped = await run(['diff'], { env: { FORCE_COLOR: 'true' } });
  t.false(piped.stdout.includes('\u001b'));
  t.deepEqual(await run(['diff', '--out', 'out.txt']), { code: 0, stdout: '', stderr: '' });
  t.is(
    fs.readFileSync(path.join(root, 'out.txt'), 'utf8').replace(/\([0-9a-f]{7}\)/, '(<commit>)'),
    piped.stdout,
  );
});

test('examples: each edit fits the manifests of this repository', (t) => {
  for (const { name } of examples) {
    t.notThrows(() => applyExample(diskFileSystem(), CHECKOUT, readExample(name)), name);
  }
  const refused: readonly [find: string, message: RegExp][] = [
    ['"', /^package\.json: example x looks for a text that stands there \d+ times; /],
    ['no such text', /^package\.json: example x looks for a text that stands there nowhere; /],
  ];
  for (const [find, message] of refused) {
    const edits = [{ file: 'package.json', find, replace: '' }];
    t.throws(() => applyExample(diskFileSystem(), CHECKOUT, { name: 'x', title: '', edits }), {
      message,
    });
  }
});
