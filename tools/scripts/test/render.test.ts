import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';

import { edit, makeFolder, WEB } from './repository.ts';

function listFiles(root: string): string[] {
  return fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

test('render writes what changed, and only that', async (t) => {
  const { root, run, write } = makeFolder(t, WEB);
  const output = path.join(root, 'dist/rendered');
  t.deepEqual(await run(['render']), {
    code: 0,
    stdout:
      'rendered 3 overlays, 11 resources in <n> ms -> dist/rendered (3 written, 0 unchanged, 0 removed)\n',
    stderr: '',
  });
  t.deepEqual(listFiles(output), [
    '.fingerpost-rendered',
    'dev/db/manifest.yaml',
    'dev/web/manifest.yaml',
    'prod/web/manifest.yaml',
  ]);
  t.is(
    fs.readFileSync(path.join(output, 'dev/db/manifest.yaml'), 'utf8'),
    (WEB['overlays/dev/db/service.yaml'] ?? '').replace(
      'type: ExternalName\n  externalName: db.example.com',
      'externalName: db.example.com\n  type: ExternalName',
    ),
  );
  const untouched = fs.statSync(path.join(output, 'dev/db/manifest.yaml')).mtimeMs;

  write(edit('base/web/service.yaml', 'port: 80', 'port: 81'));
  t.is(
    (await run(['render'])).stdout,
    'rendered 3 overlays, 11 resources in <n> ms -> dist/rendered (2 written, 1 unchanged, 0 removed)\n',
  );
  t.is(fs.statSync(path.join(output, 'dev/db/manifest.yaml')).mtimeMs, untouched);
  t.regex(fs.readFileSync(path.join(output, 'prod/web/manifest.yaml'), 'utf8'), /port: 81\n/);
});

test('render removes its own leftovers within the selection, and nothing else', async (t) => {
  const { root, run, write } = makeFolder(t, WEB);
  const output = path.join(root, 'out');
  await run(['render', '--out', 'out']);
  write({
    'overlays/dev/db/kustomization.yaml': null,
    'overlays/prod/web/kustomization.yaml': null,
    'out/prod/web/notes.txt': 'kept',
    'out/dev/foreign/manifest.yaml': 'kept',
    'out/manifest.yaml': 'kept',
  });
  const removed = async (...args: string[]) =>
    /(\d+) removed/.exec((await run(['render', '--out', 'out', ...args])).stdout)?.[1];
  t.is(await removed('dev/web'), '0');
  t.true(fs.existsSync(path.join(output, 'dev/db/manifest.yaml')));
  t.is(await removed('--env', 'dev'), '1');
  t.false(fs.existsSync(path.join(output, 'dev/db')));
  t.true(fs.existsSync(path.join(output, 'prod/web/manifest.yaml')));
  t.is(await removed(), '1');
  t.deepEqual(listFiles(output), [
    '.fingerpost-rendered',
    'dev/foreign/manifest.yaml',
    'dev/web/manifest.yaml',
    'manifest.yaml',
    'prod/web/notes.txt',
  ]);
});

test('render believes no record that leads out of its folder', async (t) => {
  const { root, run, write } = makeFolder(t, WEB);
  write({
    'manifest.yaml': 'kept',
    'out/.fingerpost-rendered':
      '../x/manifest.yaml\n../../manifest.yaml\n/etc/x/manifest.yaml\na/../manifest.yaml\n',
    'x/manifest.yaml': 'kept',
    'out/manifest.yaml': 'kept',
  });
  t.regex((await run(['render', '--out', 'out'])).stdout, / 0 removed/);
  t.true(fs.existsSync(path.join(root, 'x/manifest.yaml')));
  t.true(fs.existsSync(path.join(root, 'out/manifest.yaml')));
});

test('render writes nothing when one overlay fails, and names every failure', async (t) => {
  const { root, run, write } = makeFolder(t, WEB);
  await run(['render']);
  const before = fs.readFileSync(path.join(root, 'dist/rendered/dev/db/manifest.yaml'), 'utf8');
  write({
    ...edit('overlays/dev/db/service.yaml', 'db.example.com', 'other.example.com'),
    ...edit('base/web/kustomization.yaml', 'service.yaml,', 'gone.yaml,'),
  });
  const { code, stdout, stderr } = await run(['render']);
  t.is(code, 2);
  t.is(stdout, '');
  t.regex(
    stderr,
    /^base\/web\/kustomization\.yaml:2:13: .*gone\.yaml.* \(dev\/web, prod\/web\)\n2 of 3 overlays failed; nothing was written\n$/,
  );
  t.is(fs.readFileSync(path.join(root, 'dist/rendered/dev/db/manifest.yaml'), 'utf8'), before);
  t.is((await run(['render', 'dev/db'])).code, 0);
});

test('render --check compares and writes nothing', async (t) => {
  const { root, run, write } = makeFolder(t, WEB);
  const fresh = await run(['render', '--check']);
  t.is(fresh.code, 1);
  t.is(
    fresh.stdout,
    `dev/db/manifest.yaml: missing
dev/web/manifest.yaml: missing
prod/web/manifest.yaml: missing
checked 3 overlays, 11 resources in <n> ms: 3 differences to dist/rendered; run fingerpost render
`,
  );
  t.false(fs.existsSync(path.join(root, 'dist')));
  await run(['render']);
  t.deepEqual(await run(['render', '--check']), {
    code: 0,
    stdout: 'checked 3 overlays, 11 resources in <n> ms: dist/rendered is up to date\n',
    stderr: '',
  });
  write({
    ...edit('base/web/service.yaml', 'port: 80', 'port: 81'),
    'overlays/dev/db/kustomization.yaml': null,
  });
  const stale = await run(['render', '--check'], { folder: 'overlays' });
  t.is(stale.code, 1);
  t.is(
    stale.stdout,
    `dev/web/manifest.yaml: differs
prod/web/manifest.yaml: differs
dev/db/manifest.yaml: left over, its overlay is gone
checked 2 overlays, 10 resources in <n> ms: 3 differences to ../dist/rendered; run fingerpost render
`,
  );
  t.true(fs.existsSync(path.join(root, 'dist/rendered/dev/db/manifest.yaml')));
});

test('render --stdout prints one overlay as it is, several with their names', async (t) => {
  const { root, run } = makeFolder(t, WEB);
  const one = await run(['render', '--stdout', 'dev/db']);
  t.regex(one.stdout, /^apiVersion: v1\nkind: Service\n(?!.*---)/s);
  t.is(one.stderr, 'rendered 1 overlay, 1 resource in <n> ms\n');
  const two = await run(['render', '--stdout', '--env', 'dev']);
  t.is(two.stdout.slice(0, one.stdout.length + 20), `# overlays/dev/db\n${one.stdout}--`);
  t.true(two.stdout.includes('\n---\n# overlays/dev/web\napiVersion: v1\n'));
  t.false(fs.existsSync(path.join(root, 'dist')));
});

const CHOICES: readonly [args: string[], folder: string, overlays: string[]][] = [
  [['dev/web'], '.', ['dev/web']],
  [['overlays/dev/web'], '.', ['dev/web']],
  [['overlays/dev/web/'], 'base', ['dev/web']],
  [['../overlays/dev/web'], 'base', ['dev/web']],
  [['.'], 'overlays/prod/web', ['prod/web']],
  [['web'], 'overlays/prod', ['prod/web']],
  [['*/web'], '.', ['dev/web', 'prod/web']],
  [['overlays/dev/*'], '.', ['dev/db', 'dev/web']],
  [['./*'], 'overlays/dev', ['dev/db', 'dev/web']],
  [['{dev,prod}/web', 'dev/db'], '.', ['dev/db', 'dev/web', 'prod/web']],
  [['*/web', '--env', 'prod'], '.', ['prod/web']],
  [['--env=dev'], 'overlays/prod', ['dev/db', 'dev/web']],
  [['--environment=prod'], '.', ['prod/web']],
];

for (const [args, folder, overlays] of CHOICES) {
  test(`overlays: ${args.join(' ')} in ${folder}`, async (t) => {
    const { root, run } = makeFolder(t, WEB);
    const { code, stderr } = await run(['render', ...args, '--out', path.join(root, 'out')], {
      folder,
    });
    t.is(code, 0, stderr);
    const rendered = listFiles(path.join(root, 'out')).filter((file) =>
      file.endsWith('manifest.yaml'),
    );
    t.deepEqual(
      rendered,
      overlays.map((overlay) => `${overlay}/manifest.yaml`),
    );
  });
}

const USAGE: readonly [args: string[], message: string][] = [
  [
    ['render', 'dev/wbe'],
    'no overlay is meant by dev/wbe; there is dev/db, dev/web, prod/web (fingerpost render -h)',
  ],
  [
    ['render', 'x/we*b'],
    'no overlay is meant by x/we*b; there is dev/db, dev/web, prod/web (fingerpost render -h)',
  ],
  [
    ['render', 'test/web'],
    'no overlay is meant by test/web; there is dev/web, prod/web (fingerpost render -h)',
  ],
  [
    ['render', '--env', 'test'],
    'there is no environment test; choose one of dev, prod (fingerpost render -h)',
  ],
  [
    ['render', '--stdout', '--check'],
    '--stdout writes no files, so --check cannot go with it; leave one away (fingerpost render -h)',
  ],
  [
    ['render', '--stdout', '--out', 'x'],
    '--stdout writes no files, so --out cannot go with it; leave one away (fingerpost render -h)',
  ],
  [['render', '--nope'], "unknown option '--nope' (fingerpost render -h)"],
  [['render', '--env'], "option '--env <value>' argument missing (fingerpost render -h)"],
  [
    ['rendr'],
    'there is no command rendr; choose one of render, diff, explain, policy-check, model, resolve, verify, pull-request, preview, report, or fingerpost help',
  ],
];

for (const [args, message] of USAGE) {
  test(`wrong usage: ${args.join(' ')}`, async (t) => {
    const { run } = makeFolder(t, WEB);
    t.deepEqual(await run(args), { code: 2, stdout: '', stderr: `${message}\n` });
  });
}

test('wrong usage: a folder without overlays', async (t) => {
  const { run } = makeFolder(t, { 'overlays/dev/empty/notes.txt': '' });
  const { code, stderr } = await run(['render']);
  t.is(code, 2);
  t.regex(
    stderr,
    /^<root> and the folders above it have no overlays\/<environment>\/<unit> with a kustomization\.yaml; .*\n$/,
  );
});

test('an output that cannot be written is one line', async (t) => {
  const { run } = makeFolder(t, { ...WEB, out: 'a file' });
  const { code, stderr } = await run(['render', '--out', 'out']);
  t.is(code, 2);
  t.regex(stderr, /^<root>\/out.*: cannot be used, .*; check the path and its permissions\n$/);
});

test('every kustomization file name counts', async (t) => {
  const { run } = makeFolder(t, {
    'overlays/dev/a/kustomization.yml': 'resources: []\n',
    'overlays/dev/b/Kustomization': 'resources: []\n',
    'overlays/dev/c/README.md': '',
    'overlays/dev/environment.yaml': '',
  });
  t.regex((await run(['render'])).stdout, /^rendered 2 overlays, 0 resources/);
});

/** Each ends in one line with the place, what is wrong and what to do. */
const BAD_INPUT: readonly [title: string, files: Record<string, string>, line: RegExp][] = [
  [
    'a missing resource',
    { 'k/kustomization.yaml': 'resources:\n- gone.yaml\n' },
    /^overlays\/dev\/k\/kustomization\.yaml:2:3: .*gone\.yaml/,
  ],
  [
    'a YAML syntax error',
    { 'k/kustomization.yaml': 'resources: [r.yaml]\n', 'k/r.yaml': 'kind: Service\n  name: [\n' },
    /^overlays\/dev\/k\/r\.yaml:2:\d+: /,
  ],
  [
    'an unknown field',
    { 'k/kustomization.yaml': 'resources: []\nresource: []\n' },
    /^overlays\/dev\/k\/kustomization\.yaml:2:1: .*resource/,
  ],
  [
    'bases in a circle',
    {
      'k/kustomization.yaml': 'resources: [../l]\n',
      'l/kustomization.yaml': 'resources: [../k]\n',
    },
    /^overlays\/dev\/[kl]\/kustomization\.yaml:1:13: /,
  ],
  [
    'a patch that nothing matches',
    {
      'k/kustomization.yaml': 'resources: [r.yaml]\npatches:\n- path: p.yaml\n',
      'k/r.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n',
      'k/p.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: b}\n',
    },
    /^overlays\/dev\/k\/(p|kustomization)\.yaml:\d+:\d+: /,
  ],
  [
    'a target that nothing matches',
    {
      'k/kustomization.yaml':
        'resources: [r.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: remove, path: /spec}\n',
      'k/r.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n',
    },
    /^overlays\/dev\/k\/kustomization\.yaml:\d+:\d+: /,
  ],
  [
    'a file outside the root',
    {
      'k/kustomization.yaml': 'resources: [../../../r.yaml]\n',
      '../../r.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n',
    },
    /^overlays\/dev\/k\/kustomization\.yaml:1:13: /,
  ],
];

for (const [title, files, line] of BAD_INPUT) {
  test(`bad input: ${title}`, async (t) => {
    const { run } = makeFolder(
      t,
      Object.fromEntries(
        Object.entries(files).map(([name, text]) => [`overlays/dev/${name}`, text]),
      ),
    );
    const { code, stdout, stderr } = await run(['render', 'dev/k']);
    t.is(code, 2);
    t.is(stdout, '');
    const [error = '', summary, ...rest] = stderr.split('\n');
    t.regex(error, line);
    t.regex(error, / \(dev\/k\)$/);
    t.is(summary, '1 of 1 overlay failed; nothing was written');
    t.deepEqual(rest, ['']);
  });
}

test('help is told for all and for each command, and wrong usage of none', async (t) => {
  const { run } = makeFolder(t, {});
  for (const args of [['help'], ['-h'], ['--help']]) {
    t.like(await run(args), { code: 0, stderr: '' });
  }
  for (const args of [
    ['help', 'render'],
    ['render', '-h'],
    ['render', 'help'],
    ['render', '--out', 'x', '--help'],
  ]) {
    const { code, stdout } = await run(args);
    t.is(code, 0);
    t.regex(stdout, /^fingerpost render /);
  }
  const nothing = await run([]);
  t.is(nothing.code, 2);
  t.is(nothing.stdout, '');
  t.regex(nothing.stderr, /^fingerpost COMMAND\n/);
});

test('a Node that runs no TypeScript hands over, exit code and streams included', async (t) => {
  const { run } = makeFolder(t, WEB);
  const node = ['--no-strip-types'];
  t.deepEqual(
    await run(['render', '--env', 'test'], { node }),
    await run(['render', '--env', 'test']),
  );
  t.is((await run(['render', '--check'], { node })).code, 1);
  t.is(
    (await run(['render', '--stdout'], { node })).stdout,
    (await run(['render', '--stdout'])).stdout,
  );
});

test('a bug shows its stack trace only when asked', async (t) => {
  const { run } = makeFolder(t, WEB);
  const args = ['render', '--env', 'test'];
  t.notRegex((await run(args)).stderr, /\n\s+at /);
  t.regex((await run(args, { env: { FINGERPOST_DEBUG: '1' } })).stderr, /\n\s+at /);
});
