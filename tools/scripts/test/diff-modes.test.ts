import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { examples } from '../src/examples.ts';
import { outline, readChanges } from './read-changes.ts';
import { edit, makeFolder, makeRepository, WEB } from './repository.ts';
import type { Repository } from './repository.ts';

/** What `diff` compares: revisions and the working tree, submodules among them, environments, any two paths, examples. */

test('the base is where the branch was left, not where it is now', async (t) => {
  const repository = makeRepository(t, WEB);
  const { git, commit, write } = repository;
  git('tag', 'v1.0.0');
  git('checkout', '--quiet', '-b', 'team/feature-1');
  commit(edit('base/web/service.yaml', 'port: 80', 'port: 81'));
  git('checkout', '--quiet', 'main');
  commit(edit('base/web/deployment.yaml', 'replicas: 1', 'replicas: 5'));
  git('tag', '--annotate', '--message', 'second', 'v1.1.0');
  const id = git('rev-parse', 'HEAD').trim();
  git('checkout', '--quiet', 'team/feature-1');
  write(edit('overlays/dev/db/service.yaml', 'db.example.com', 'db.corp.internal'));

  const port = 'spec.ports[http].port: 80 -> 81';
  const host = 'spec.externalName: db.example.com -> db.corp.internal';
  const scale = 'spec.replicas: 1 -> 5';
  const cases: readonly [args: string[], fields: string[]][] = [
    [[], [host, port]],
    [['--base', 'HEAD'], [host]],
    [['--base=main', '--head=team/feature-1'], [port]],
    [['--head', 'HEAD', '--env', 'prod'], [port]],
    [['--environment=prod'], [port]],
    [['--base', 'team/feature-1', '--head', 'main'], [scale]],
    [['--base', 'v1.0.0', '--head', 'v1.1.0'], [scale]],
    [['--base', `${id}~1`, '--head', id], [scale]],
    [['--base', id.slice(0, 8), '--head', 'HEAD'], [port]],
    [['--base', 'HEAD~1', '--head', '@'], [port]],
    [['--base', 'HEAD^', '--head', 'heads/team/feature-1'], [port]],
    [['--base', 'main', '--head', 'HEAD~1', '--exit-code'], []],
    [['dev/db', '--no-cache'], [host]],
    [
      ['dev/*', '--fields'],
      [host, port],
    ],
    [['overlays/prod/web/', '--exit-code'], [port]],
  ];
  for (const [args, fields] of cases) {
    const { changes, code } = await readChanges(repository, args);
    const found = outline(changes).flatMap((line) => /^ {4}(.*)/.exec(line)?.[1] ?? []);
    t.deepEqual([...new Set(found)].toSorted(), fields, args.join(' '));
    t.is(code, args.includes('--exit-code') && fields.length > 0 ? 1 : 0, args.join(' '));
  }
  const { changes } = await readChanges(repository, ['--base=main~1', '--head=team/feature-1']);
  t.like(changes, { before: 'main~1 (<commit>)', after: 'team/feature-1 (<commit>)' });
  const all = await readChanges(repository, ['--fields', '--no-cache']);
  t.is(all.changes.meaning, undefined);
});

test('without a branch main, origin/main is the base', async (t) => {
  const origin = makeRepository(t, WEB);
  const clone = makeFolder(t, {});
  clone.git('clone', '--quiet', origin.root, '.');
  clone.git('checkout', '--quiet', '-b', 'feature');
  clone.git('branch', '--quiet', '-D', 'main');
  clone.write(edit('base/web/service.yaml', 'port: 80', 'port: 81'));
  const { code, changes } = await readChanges(clone, ['--exit-code', 'dev/web']);
  t.is(code, 1);
  t.is(changes.before, 'origin/main (<commit>)');
  t.true(outline(changes).includes('    spec.ports[http].port: 80 -> 81'));
});

test('a revision is read as it was committed: links, odd names, big files', async (t) => {
  const odd = 'ünïcode "quoted" \'name\'\n.conf';
  const big = 'a line\n'.repeat(200_000);
  const repository = makeRepository(t, {
    'overlays/dev/odd/kustomization.yaml': `resources: [../linked]
configMapGenerator:
- name: odd
  files: ["odd=${odd.replaceAll('"', '\\"').replaceAll('\n', '\\n')}", big=big.txt]
`,
    [`overlays/dev/odd/${odd}`]: 'one\n',
    'overlays/dev/odd/big.txt': big,
    'base/kustomization.yaml': 'resources: [service.yaml]\n',
    'base/service.yaml': WEB['overlays/dev/db/service.yaml'] ?? '',
  });
  fs.symlinkSync('../../base', path.join(repository.root, 'overlays/dev/linked'));
  repository.commit({});
  t.deepEqual(outline((await readChanges(repository)).changes), []);

  repository.write({
    [`overlays/dev/odd/${odd}`]: 'two\n',
    'overlays/dev/odd/big.txt': `${big}more\n`,
    'base/service.yaml': (WEB['overlays/dev/db/service.yaml'] ?? '').replace(
      'db.example.com',
      'db.corp.internal',
    ),
  });
  const { code, changes } = await readChanges(repository, ['--no-cache']);
  t.is(code, 0);
  const host = '    spec.externalName: db.example.com -> db.corp.internal';
  const lines = outline(changes);
  t.is(lines.filter((line) => line === host).length, 2);
  t.true(lines.includes('    data.odd: one\n -> two\n'));
  t.true(lines.includes('dev/linked changed'));
  const [hunk] =
    changes.overlays
      .flatMap(({ resources }) => resources.flatMap(({ fields }) => fields))
      .find(({ path: field }) => field === 'data.big')?.hunks ?? [];
  t.is(hunk?.before, 199_999);
  t.deepEqual(
    hunk?.lines.filter(({ kind }) => kind !== 'same').map(({ text }) => text),
    ['more'],
  );
});

test('a repository may be a folder of a bigger one, and the command may run in a hook of another', async (t) => {
  const { run, write } = makeRepository(
    t,
    Object.fromEntries(Object.entries(WEB).map(([name, text]) => [`cluster/${name}`, text])),
  );
  write({
    'cluster/overlays/dev/db/service.yaml': (WEB['overlays/dev/db/service.yaml'] ?? '').replace(
      'db.example.com',
      'db.corp.internal',
    ),
  });
  const { code, stdout } = await run(['diff', '--format', 'json'], {
    folder: 'cluster/overlays/dev',
    env: { GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' },
  });
  t.is(code, 0);
  const changes = JSON.parse(stdout);
  t.is(changes.compared, 3);
  t.deepEqual(outline(changes).slice(0, 2), ['dev/db changed', '  changed Service db']);
  t.is(changes.sources[0].file, 'db/service.yaml');
});

/** A repository whose overlay has a base in a submodule, which has one of its own. */
function withSubmodules(t: ExecutionContext): Repository & { readonly inner: Repository } {
  const service = (name: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: data}\nspec: {type: ExternalName, externalName: ${name}.corp.internal}\n`;
  const inner = makeRepository(t, {
    'kustomization.yaml': 'resources: [service.yaml]\n',
    'service.yaml': service('inner'),
  });
  const outer = makeRepository(t, {
    'base/kustomization.yaml': 'resources: [service.yaml, ../in]\n',
    'base/service.yaml': service('outer'),
  });
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'in');
  outer.commit({});
  const repository = makeRepository(t, {
    ...WEB,
    'overlays/dev/shop/kustomization.yaml': 'resources: [../../../modules/shop/base]\n',
  });
  const { git, commit } = repository;
  git(
    '-c',
    'protocol.file.allow=always',
    'submodule',
    '--quiet',
    'add',
    outer.root,
    'modules/shop',
  );
  update(repository);
  commit({});
  return { ...repository, inner };
}

function update({ git }: Repository): void {
  git(
    '-c',
    'protocol.file.allow=always',
    'submodule',
    '--quiet',
    'update',
    '--init',
    '--recursive',
  );
}

test('submodules: both sides render, what is dirty is said in a line, another commit is a change', async (t) => {
  const repository = withSubmodules(t);
  const { root, git, write, call } = repository;
  const module = (...args: string[]) => git('-C', 'modules/shop', ...args);
  for (const args of [[], [], ['--no-cache'], ['--head', 'HEAD']]) {
    const { code, stderr, changes } = await readChanges(repository, ['--exit-code', ...args]);
    t.deepEqual([code, stderr, changes.compared, outline(changes)], [0, '', 4, []], args.join(' '));
  }

  write({ 'modules/shop/in/new.txt': 'new' });
  const untracked = await readChanges(repository);
  t.is(
    untracked.stderr,
    'submodule modules/shop has changes that are not committed; what lies in it counts\n',
  );
  t.deepEqual(outline(untracked.changes), []);
  fs.rmSync(path.join(root, 'modules/shop/in/new.txt'));

  const service = fs.readFileSync(path.join(root, 'modules/shop/base/service.yaml'), 'utf8');
  write({ 'modules/shop/base/service.yaml': service.replace('outer.corp', 'other.corp') });
  const changed = [
    'dev/shop changed',
    '  changed Service outer',
    '    spec.externalName: outer.corp.internal -> other.corp.internal',
  ];
  const edited = await readChanges(repository);
  t.deepEqual([edited.stderr, outline(edited.changes)], [untracked.stderr, changed]);
  t.is(edited.changes.sources[0]?.file, 'modules/shop/base/service.yaml');

  module('commit', '--quiet', '--all', '--message', 'other');
  const moved = await readChanges(repository);
  t.is(
    moved.stderr,
    'submodule modules/shop has another commit checked out than recorded; what lies in it counts\n',
  );
  t.deepEqual(outline(moved.changes), changed);
  const committed = await readChanges(repository, ['--head', 'HEAD']);
  t.deepEqual([committed.stderr, outline(committed.changes)], ['', []]);

  git('commit', '--quiet', '--all', '--message', 'bump');
  for (const args of [
    ['--base', 'HEAD~1'],
    ['--base', 'HEAD~1', '--head', 'HEAD', '--no-cache'],
  ]) {
    const bumped = await readChanges(repository, args);
    t.deepEqual([bumped.stderr, outline(bumped.changes)], ['', changed], args.join(' '));
  }
  t.like(await call(['diff']), { code: 0, stderr: '' });
});

test('submodules: one that is not checked out is said with the fix, where an overlay fails by it', async (t) => {
  const repository = withSubmodules(t);
  const { git, write } = repository;
  const message = (name: string): string =>
    `submodule ${name} is not checked out, so what lies in it cannot be read; run git submodule update --init --recursive modules/shop`;
  const lines = (stderr: string) =>
    stderr.split('\n').filter((line) => line.startsWith('submodule'));

  git('-C', 'modules/shop', 'submodule', '--quiet', 'deinit', '--force', 'in');
  const nested = await readChanges(repository);
  t.is(nested.code, 2);
  t.deepEqual(lines(nested.stderr), [message('modules/shop/in')]);
  update(repository);

  git('submodule', '--quiet', 'deinit', '--force', 'modules/shop');
  for (const args of [[], ['--head', 'HEAD']]) {
    const { code, stderr, changes } = await readChanges(repository, args);
    t.is(code, 2);
    t.deepEqual(lines(stderr), [message('modules/shop')]);
    t.deepEqual(outline(changes), ['dev/shop broken']);
  }
  // The others do without it.
  write(edit('base/web/service.yaml', 'port: 80', 'port: 81'));
  t.like(await readChanges(repository, ['*/web']), { code: 0, stderr: '' });

  // Nothing of it was remembered.
  write(edit('base/web/service.yaml', '', ''));
  update(repository);
  t.like(await readChanges(repository), { code: 0, stderr: '' });
});

test('submodules: a commit that is not there is said, and so are overlays that nobody knows', async (t) => {
  const repository = withSubmodules(t);
  const { root, git, write, commit } = repository;
  const gone = '1234567890123456789012345678901234567890';
  git('update-index', '--cacheinfo', `160000,${gone},modules/shop`);
  git('commit', '--quiet', '--message', 'a commit that was not pushed');
  const { code, stderr, changes } = await readChanges(repository);
  t.is(code, 2);
  t.deepEqual(stderr.split('\n').slice(0, 2), [
    'submodule modules/shop has another commit checked out than recorded; what lies in it counts',
    'submodule modules/shop has no commit 1234567, so what lay in it cannot be read; run git submodule update --init --recursive modules/shop, and git -C modules/shop fetch where that is not enough',
  ]);
  t.deepEqual(outline(changes), ['dev/shop repaired']);

  git(
    '-c',
    'protocol.file.allow=always',
    'submodule',
    '--quiet',
    'add',
    repository.inner.root,
    'overlays/test',
  );
  commit({});
  git('submodule', '--quiet', 'deinit', '--force', 'overlays/test');
  const hidden = await readChanges(repository, ['dev/db']);
  t.is(hidden.code, 2);
  t.deepEqual(hidden.changes.unread, [
    'submodule overlays/test is not checked out, so what lies in it cannot be read; run git submodule update --init --recursive overlays/test',
  ]);

  // A tree is not to be trusted: neither a link nor a folder that looks like a repository is followed.
  fs.rmSync(path.join(root, 'modules/shop'), { recursive: true });
  fs.symlinkSync(repository.inner.root, path.join(root, 'modules/shop'));
  write({ '.gitmodules': null });
  const linked = await readChanges(repository, ['dev/shop']);
  t.regex(linked.stderr, /^submodule modules\/shop is not checked out, /m);
  fs.rmSync(path.join(root, 'modules/shop'));
  execFileSync('git', [
    'clone',
    '--quiet',
    '--bare',
    repository.inner.root,
    path.join(root, 'modules/shop'),
  ]);
  const bare = await readChanges(repository, ['dev/shop']);
  t.regex(bare.stderr, /^submodule modules\/shop is not checked out, /m);
});

test('environments: the same unit in both, expected differences left out and counted', async (t) => {
  const environment = (name: string, spec: string): string =>
    `apiVersion: fingerpost.dev/v1\nkind: Environment\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
  const repository = makeFolder(t, {
    ...WEB,
    'overlays/prod/web/kustomization.yaml': `resources: [../../../base/web]\nreplicas:\n- {name: web, count: 3}\nimages:\n- {name: registry.example.com/web, newTag: 1.0.1}\n`,
    'overlays/test/web/kustomization.yaml': 'resources: [../../dev/web]\n',
  });
  const differences = [
    'web changed',
    '  changed Deployment web',
    '    spec.replicas: 1 -> 3',
    '    spec.template.spec.containers[web].image: registry.example.com/web:1.0.0 -> registry.example.com/web:1.0.1',
  ];
  const bare = await readChanges(repository, ['--between', 'dev,prod', '--no-cache', '--fields']);
  t.is(bare.code, 0);
  t.is(
    bare.stderr,
    'overlays/dev has no environment.yaml: no difference is expected\noverlays/prod has no environment.yaml: no difference is expected\n',
  );
  t.deepEqual(outline(bare.changes), ['db removed', '  removed Service db', ...differences]);
  t.like(bare.changes, { before: 'dev', after: 'prod', compared: 2 });
  for (const format of ['text', 'markdown']) {
    const { stdout } = await repository.call(['diff', '--between', 'dev,prod', '--format', format]);
    t.regex(stdout, /only in dev/, format);
  }
  const [one, two] = [['web'], ['*/web']].map((names) => ['--between', 'dev,prod', ...names]);
  t.regex(
    (await repository.call(['diff', ...(one ?? [])])).stderr,
    /^no overlay is meant by web; /,
  );
  t.deepEqual(outline((await readChanges(repository, two)).changes), differences);
  t.deepEqual(
    outline((await readChanges(repository, ['--between', 'test, prod', 'test/web'])).changes),
    differences,
  );
  t.like(await repository.call(['diff', '--between', 'dev,test', '--exit-code', '*/web']), {
    code: 0,
  });
  t.like(await repository.call(['diff', '--between', 'dev,prod', '--exit-code']), { code: 1 });

  repository.write({
    'overlays/dev/environment.yaml': environment('dev', '{}'),
    'overlays/prod/environment.yaml': environment(
      'prod',
      '{expectedDifferences: [spec.replicas, "spec.template.spec.containers[*].image"]}',
    ),
  });
  const args = ['--between=dev,prod', '*/web', '--exit-code'];
  const expected = await readChanges(repository, args);
  t.deepEqual([expected.code, expected.stderr], [0, '']);
  t.like(expected.changes.overlays[0], { overlay: 'web', status: 'expected', expected: 2 });
  t.regex((await repository.call(['diff', ...args])).stdout, /2 expected differences left out/);

  // What cannot be rendered or read is told, the rest is shown.
  repository.write({
    'overlays/prod/environment.yaml': 'kind: [\n',
    ...edit('overlays/dev/db/kustomization.yaml', 'service.yaml', 'gone.yaml'),
  });
  const broken = await readChanges(repository, ['--between=dev,prod']);
  t.is(broken.code, 2);
  t.regex(
    broken.stderr,
    /^overlays\/dev\/db\/kustomization\.yaml:1:13: .* \(db\)\noverlays\/prod\/environment\.yaml:2:1: .*\n$/,
  );
  t.deepEqual(outline(broken.changes), [...differences, 'db removed']);
});

const BAD_ENVIRONMENTS: readonly [text: string, line: string][] = [
  [
    '',
    'overlays/dev/environment.yaml:1:1: apiVersion is missing; write apiVersion: fingerpost.dev/v1',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec: {expectedDifferences: [spec.replicas, 1]}\n',
    'overlays/dev/environment.yaml:3:45: spec.expectedDifferences[1] is not a text; write a text',
  ],
  ['kind: [\n', 'overlays/dev/environment.yaml:2:1: '],
  [
    'apiVersion: v1\n',
    'overlays/dev/environment.yaml:1:13: apiVersion is v1; write apiVersion: fingerpost.dev/v1',
  ],
  [
    'apiVersion: fingerpost.dev/v1\n',
    'overlays/dev/environment.yaml:1:1: kind is missing; write kind: Environment',
  ],
  ['- a\n', 'overlays/dev/environment.yaml:1:1: the file is not a mapping; write fields below it'],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec: 1\n',
    'overlays/dev/environment.yaml:3:7: spec is not a mapping; write fields below it',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec:\n  expectedDifferences: spec.replicas\n',
    'overlays/dev/environment.yaml:4:24: spec.expectedDifferences is not a list; write a list',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec:\n  expectedDifferences:\n  - spec..replicas\n',
    'overlays/dev/environment.yaml:5:5: spec..replicas is not a path of a field; write it like spec.replicas or spec.ports[http].port',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec: {clusterDomain: 1}\n',
    'overlays/dev/environment.yaml:3:23: spec.clusterDomain is not a text; write a text',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec: {distro: k3s}\n',
    'overlays/dev/environment.yaml:3:8: there is no field spec.distro; choose one of class, clusterDomain,',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec: {distribution: K3s}\n',
    'overlays/dev/environment.yaml:3:22: spec.distribution is K3s; write one of k3s,',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec: {serviceCIDRs: [10.43.0.0/33]}\n',
    'overlays/dev/environment.yaml:3:23: 10.43.0.0/33 is not a range of addresses; write it like 10.43.0.0/16',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec: {clusterDomain: cluster.local.}\n',
    'overlays/dev/environment.yaml:3:23: cluster.local. is no domain; write it like cluster.local, without a dot at its end',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec: {nodes: [{name: node-a, addresses: [10.0.0.300]}]}\n',
    'overlays/dev/environment.yaml:3:43: 10.0.0.300 is no address; write it like 10.0.0.11',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec: {dns: {upstream: [{name: a.example.com, type: A}]}}\n',
    'overlays/dev/environment.yaml:3:25: value is missing; write value',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec: {given: [../secret.yaml]}\n',
    'overlays/dev/environment.yaml:3:16: ../secret.yaml does not lie below the folder of environment.yaml;',
  ],
  [
    'apiVersion: fingerpost.dev/v1\nkind: Environment\nspec: {nodes: [{zone: a}]}\n',
    'overlays/dev/environment.yaml:3:16: name is missing; write name',
  ],
];

for (const [text, line] of BAD_ENVIRONMENTS) {
  test(`environment.yaml: ${JSON.stringify(text)}`, async (t) => {
    const { call } = makeFolder(t, {
      ...WEB,
      'overlays/dev/environment.yaml': text,
      'overlays/prod/environment.yaml': 'apiVersion: fingerpost.dev/v1\nkind: Environment\n',
    });
    const { code, stderr } = await call(['diff', '--between', 'dev,prod', '--format', 'json']);
    t.is(code, 2);
    t.true(stderr.startsWith(line), stderr);
    t.is(stderr.trimEnd().split('\n').length, 1, stderr);
  });
}

/** Two sides in no repository: what differs, the exit code with `--exit-code`, and the lines on stderr. */
const PATHS: readonly [from: string, to: string, outline: string[], code: number, lines: RegExp][] =
  [
    ['a', './b', ['./b changed', '  changed Service my-db'], 1, /^$/],
    ['a', 'a', [], 0, /^$/],
    ['a', 'plain', [], 0, /^$/],
    ['plain', 'plain/service.yaml', [], 0, /^$/],
    ['plain/service.yaml', 'commented.yaml', [], 0, /^$/],
    ['plain/service.yaml', 'two.yaml', ['two.yaml changed', '  added Namespace data'], 1, /^$/],
    ['two.yaml', 'swapped.yaml', ['swapped.yaml reordered'], 1, /^$/],
    ['plain', 'nothing.yaml', ['nothing.yaml changed', '  removed Service db'], 1, /^$/],
    [
      'plain',
      'empty',
      ['empty failed'],
      2,
      /^empty: no kustomization and no \.yaml, .*; name .* \(empty\)\n$/,
    ],
    [
      'plain',
      'broken.yaml',
      ['broken.yaml failed'],
      2,
      /^broken\.yaml:2:1: .* \(broken\.yaml\)\n$/,
    ],
    ['plain', 'infinite.yaml', ['infinite.yaml failed'], 2, /^infinite\.yaml:4:14: .*\n$/],
    ['broken.yaml', 'plain', ['plain repaired'], 2, /^broken\.yaml:2:1: .* \(plain\)\n$/],
    ['empty', 'broken.yaml', ['broken.yaml broken'], 2, /^broken\.yaml:2:1: .*\nempty: .*\n$/],
    ['plain', 'link', ['link failed'], 2, /^link\/a\.yaml: there is no file to be read; .*\n$/],
    ['wrong', 'plain', ['plain repaired'], 2, /^wrong\/kustomization\.yaml:1:13: .*\n$/],
  ];

test('two paths, in no repository: kustomizations, files and folders of plain YAML', async (t) => {
  const service = WEB['overlays/dev/db/service.yaml'] ?? '';
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: data}\n';
  const repository = makeFolder(t, {
    'a/kustomization.yaml': 'resources: [service.yaml]\n',
    'a/service.yaml': service,
    'b/Kustomization': 'resources: [../a]\nnamePrefix: my-\n',
    'plain/service.yaml': service,
    'commented.yaml': `# why\n${service}`,
    'two.yaml': `${service}---\n${namespace}`,
    'swapped.yaml': `${namespace}---\n${service}`,
    'nothing.yaml': '',
    'empty/README.md': '',
    'broken.yaml': 'kind: [\n',
    'infinite.yaml': 'apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: {size: .inf}\n',
    'wrong/kustomization.yaml': 'resources: [gone.yaml]\n',
  });
  fs.mkdirSync(path.join(repository.root, 'link'));
  fs.symlinkSync('nowhere', path.join(repository.root, 'link/a.yaml'));
  for (const [from, to, expected, code, lines] of PATHS) {
    const args = ['--from', from, '--to', to, '--exit-code', '--no-cache'];
    const run = await readChanges(repository, args);
    t.deepEqual([run.code, outline(run.changes)], [code, expected], args.join(' '));
    t.regex(run.stderr.replace(/^not known.*\n/m, ''), lines, args.join(' '));
    const text = await repository.call(['diff', ...args]);
    t.is(text.code, code, args.join(' '));
  }
  const fields = await readChanges(repository, ['--from', 'a', '--to', 'b', '--fields']);
  t.is(fields.changes.meaning, undefined);

  // From another program, as a stream.
  const args = ['diff', '--format', 'json', '--exit-code', '--from'];
  const piped = await repository.run([...args, 'plain', '--to', '-'], {
    input: `${service}---\n${namespace}`,
  });
  t.is(piped.code, 1, piped.stderr);
  t.deepEqual(outline(JSON.parse(piped.stdout)), ['- changed', '  added Namespace data']);
  const shown = await repository.run(['diff', '--from', '-', '--to', 'plain'], {
    input: namespace,
  });
  t.regex(shown.stdout, /^- -> plain\n/);
  const bad = await repository.run(['diff', '--from', '-', '--to', 'plain'], {
    input: 'kind: [\n',
  });
  t.is(bad.code, 2);
  t.regex(bad.stdout, /-:2:1: /);
  const none = await repository.call([...args, '/dev/null', '--to', 'plain']);
  t.deepEqual(outline(JSON.parse(none.stdout)), ['plain changed', '  added Service db']);
});

test('examples: overlays and environments can be chosen, nothing is written', async (t) => {
  const checkout = path.join(import.meta.dirname, '../../..');
  const files = Object.fromEntries(
    [
      'base/services/go-server',
      'base/patterns',
      'base/traits',
      'overlays/dev/go-server',
      'overlays/prod/go-server',
    ].flatMap((folder) =>
      fs
        .readdirSync(path.join(checkout, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => {
          const file = path.join(entry.parentPath, entry.name);
          return [path.relative(checkout, file), fs.readFileSync(file, 'utf8')];
        }),
    ),
  );
  const repository = makeFolder(t, files);
  const cases: readonly [args: string[], overlays: string[]][] = [
    [[], ['dev/go-server', 'prod/go-server']],
    [['--env', 'prod', '--no-cache', '--fields'], ['prod/go-server']],
    [['dev/*'], ['dev/go-server']],
  ];
  for (const [args, overlays] of cases) {
    const { changes, code } = await readChanges(repository, [
      '--example',
      'rename-port',
      '--exit-code',
      ...args,
    ]);
    t.is(code, 1);
    t.deepEqual(
      changes.overlays.map(({ overlay }) => overlay),
      overlays,
    );
  }
  for (const [name, text] of Object.entries(files))
    t.is(fs.readFileSync(path.join(repository.root, name), 'utf8'), text);
  t.false(fs.existsSync(path.join(repository.root, '.fingerpost')));
});

const WITHOUT_GIT: readonly [
  title: string,
  arrange: (t: ExecutionContext) => Repository,
  args: string[],
  line: string,
][] = [
  [
    'no repository',
    (t) => makeFolder(t, WEB),
    [],
    '<root> is not in a git repository, so there is nothing to compare with; run git init and commit, or compare two folders with --from PATH --to PATH',
  ],
  [
    'no commit',
    (t) => {
      const repository = makeFolder(t, WEB);
      repository.git('init', '--quiet', '--initial-branch', 'main');
      return repository;
    },
    [],
    'the repository has no commit yet, so there is nothing to compare with; commit first',
  ],
  [
    'an unknown revision',
    (t) => makeRepository(t, WEB),
    ['--base', 'nope'],
    '--base nope is no revision of this repository; fetch it (git fetch origin nope), or name a branch, a tag or a commit that git log shows',
  ],
  [
    'a revision that looks like an option',
    (t) => makeRepository(t, WEB),
    ['--head=--all'],
    '--head --all is no revision of this repository; fetch it (git fetch origin --all), or name a branch, a tag or a commit that git log shows',
  ],
  [
    'neither main nor origin/main',
    (t) => {
      const repository = makeRepository(t, WEB);
      repository.git('branch', '-m', 'trunk');
      return repository;
    },
    [],
    'there is neither a branch main nor origin/main to compare with; run git fetch origin main:main, or name another one with --base REF',
  ],
  [
    'unrelated histories',
    (t) => {
      const repository = makeRepository(t, WEB);
      repository.git('checkout', '--quiet', '--orphan', 'other');
      repository.commit({ 'README.md': 'no common past' });
      return repository;
    },
    [],
    'main and HEAD have no commit in common; name a revision that shares history with --base REF',
  ],
  [
    'a shallow clone',
    (t) => {
      const origin = makeRepository(t, WEB);
      origin.git('checkout', '--quiet', '-b', 'feature');
      origin.commit(edit('base/web/web.conf', 'off', 'on'));
      origin.git('checkout', '--quiet', 'main');
      origin.commit({});
      const clone = makeFolder(t, {});
      clone.git(
        'clone',
        '--quiet',
        '--depth',
        '1',
        '--no-single-branch',
        '--branch',
        'feature',
        `file://${origin.root}`,
        '.',
      );
      return clone;
    },
    [],
    'origin/main and HEAD have no commit in common here, because this clone is shallow; run git fetch --unshallow',
  ],
];

for (const [title, arrange, args, line] of WITHOUT_GIT) {
  test(`git: ${title}`, async (t) => {
    const { code, stdout, stderr } = await arrange(t).call(['diff', ...args]);
    t.is(code, 2);
    t.is(stdout, '');
    t.is(stderr, `${line}\n`);
  });
}

test('git: it is not installed', async (t) => {
  const { run } = makeRepository(t, WEB);
  const { code, stderr } = await run(['diff'], { env: { PATH: '/nowhere' } });
  t.is(code, 2);
  t.regex(
    stderr,
    /^git was not found on the PATH, .*; install git, or compare two folders with --from PATH --to PATH\n$/,
  );
});

const USAGE: readonly [args: string[], message: string][] = [
  [['--format', 'xml'], '--format is one of text, markdown, json, sarif, not xml'],
  [['--from', 'base/web'], '--from and --to go together; name both sides'],
  [['--to', 'base/web'], '--from and --to go together; name both sides'],
  [
    ['--from', 'a', '--to', 'b', 'dev/web'],
    '--from and --to compare two paths, so no overlay can be named; leave it away',
  ],
  [
    ['--from', 'a', '--to', 'b', '--base', 'main'],
    '--from and --base cannot go together; leave one away',
  ],
  [
    ['--between', 'dev,prod', '--env', 'dev'],
    '--between and --env cannot go together; leave one away',
  ],
  [
    ['--between', 'dev,prod', '--example', 'x'],
    '--between and --example cannot go together; leave one away',
  ],
  [['--example', 'x', '--head', 'main'], '--example and --head cannot go together; leave one away'],
  [['--between', 'dev'], '--between dev does not name two environments; write --between dev,prod'],
  [
    ['--between', 'dev,dev'],
    '--between dev,dev does not name two environments; write --between dev,prod',
  ],
  [['--between', 'dev,test'], 'there is no environment test; choose one of dev, prod'],
  [
    ['--example', 'x'],
    `there is no example x; choose one of ${examples.map(({ name }) => name).join(', ')}`,
  ],
  [
    ['--example', 'rename-port'],
    "example rename-port edits base/services/go-server/workload.yaml, which this repository does not have; run it where Fingerpost's own base is",
  ],
  [['--from', 'x', '--to', 'base'], '--from x does not exist; name a file or a folder'],
  [['--from', 'base', '--to', 'x'], '--to x does not exist; name a file or a folder'],
  [
    ['--from', '-', '--to', '-'],
    'standard input can be read once: only one of --from and --to can be -',
  ],
  [
    ['--fields', '--format', 'sarif'],
    '--format sarif holds new findings, and --fields looks for none; leave one away',
  ],
  [
    ['--between', 'dev,prod', '--format', 'sarif'],
    '--format sarif holds new findings, and --between looks for none; leave one away',
  ],
  [
    ['--between', 'dev,prod,test'],
    '--between dev,prod,test does not name two environments; write --between dev,prod',
  ],
  [['--env', 'test'], 'there is no environment test; choose one of dev, prod'],
  [['--env', 'prod', 'dev/web'], 'no overlay is meant by dev/web; there is prod/web'],
  [['nope/*'], 'no overlay is meant by nope/*; there is dev/db, dev/web, prod/web'],
];

for (const [args, message] of USAGE) {
  test(`wrong usage: diff ${args.join(' ')}`, async (t) => {
    const { call } = makeRepository(t, WEB);
    t.deepEqual(await call(['diff', ...args]), {
      code: 2,
      stdout: '',
      stderr: `${message} (fingerpost diff -h)\n`,
    });
  });
}
