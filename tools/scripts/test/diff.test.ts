import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import { diskFileSystem } from 'kustomize-ts';

import { applyExample } from '../src/compare-example.ts';
import { examples } from '../src/examples.ts';
import { readExample } from '../src/read-example.ts';
import { edit, makeFolder, makeRepository, WEB } from './repository.ts';
import type { Files, Repository } from './repository.ts';

/** The repository that these tests stand in. */
const CHECKOUT = path.join(import.meta.dirname, '../../..');

/** What `diff` prints between its title and its summary, for a change in the working tree of `WEB`. */
async function diffOf(t: ExecutionContext, files: Files, ...args: string[]): Promise<string> {
  const { run, write } = makeRepository(t, WEB);
  write(files);
  const { code, stdout, stderr } = await run(['diff', ...args]);
  t.is(code, 0, stderr);
  t.is(stderr, '');
  t.true(stdout.startsWith('main (<commit>) -> the working tree\n'));
  return stdout.slice(stdout.indexOf('\n\n') + 2);
}

test('nothing changed: one screen of what there is', async (t) => {
  const { run } = makeRepository(t, {
    ...WEB,
    'overlays/prod/environment.yaml':
      'apiVersion: fingerpost.dev/v1\nkind: Environment\nmetadata: {name: prod}\nspec: {clusterDomain: prod.example}\n',
  });
  t.deepEqual(await run(['diff', '--exit-code']), {
    code: 0,
    stdout: `main (<commit>) -> the working tree

No differences. All of it renders: 3 overlays.

Environments
  dev   2 units, 6 resources
  prod  1 unit, 5 resources

Services and what they expose
  db.data.svc.cluster.local   -> db.example.com  (dev)
  web.edge.svc.cluster.local  http 80, metrics 9090  (dev)
  web.edge.svc.prod.example   http 80, metrics 9090  (prod)

overlays/dev has no environment.yaml: cluster.local is assumed

Things to try
  npx fingerpost diff --between dev,prod
  npx fingerpost render
  npx fingerpost help diff
`,
    stderr: '',
  });
});

test('a field in a base: both overlays at once, what others rely on first', async (t) => {
  const text = await diffOf(t, {
    ...edit('base/web/service.yaml', 'port: 80', 'port: 8000'),
    ...edit('base/web/deployment.yaml', 'web:1.0.0', 'web:1.1.0'),
  });
  t.is(
    text,
    `dev/web, prod/web
  ~ Service edge/web
      spec.ports[http].port: 80 -> 8000
  ~ Deployment edge/web
      spec.template.spec.containers[web].image:
        registry.example.com/web:1.0.0 -> registry.example.com/web:1.1.0

3 overlays: 2 changed, 1 the same
4 resources: 4 changed (4 fields)
`,
  );
});

test('what can break comes first: gone, led elsewhere, the rest, new', async (t) => {
  const text = await diffOf(
    t,
    {
      ...edit('base/web/service.yaml', 'targetPort: http', 'targetPort: web'),
      ...edit('base/web/deployment.yaml', 'replicas: 1', 'replicas: 2'),
      ...edit('base/web/kustomization.yaml', 'network-policy.yaml', 'account.yaml'),
      'base/web/account.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n',
      ...edit('overlays/dev/db/service.yaml', 'metadata:', 'metadata:\n  labels: {team: data}'),
    },
    '--env',
    'dev',
  );
  t.is(
    text,
    `dev/web
  - NetworkPolicy edge/web
  ~ Service edge/web
      spec.ports[http].targetPort: http -> web
  ~ Deployment edge/web
      spec.replicas: 1 -> 2
  + ServiceAccount edge/web

dev/db
  ~ Service data/db
      + metadata.labels: {team: data}

2 overlays: 2 changed
5 resources: 1 removed, 3 changed (3 fields), 1 added
`,
  );
});

test('a hash is no change by itself: texts by line, references folded and counted', async (t) => {
  const text = await diffOf(
    t,
    {
      ...edit('base/web/web.conf', 'log off', 'log on'),
      ...edit('base/web/kustomization.yaml', 'LEVEL=info', 'LEVEL=debug'),
    },
    'prod/web',
  );
  t.is(
    text.replaceAll(/settings-[0-9a-z]{10}/g, 'settings-<hash>'),
    `prod/web
  ~ ConfigMap edge/settings-<hash>
      renamed by its hash, was settings-<hash>
      data.LEVEL: info -> debug
      data[web.conf]:
        @ line 2
          root /srv
          index index.html
        - log off
        + log on
      1 reference in Deployment edge/web follows the hash

1 overlay: 1 changed
1 resource: 1 changed (2 fields)
1 name changed with its hash, 1 reference followed a hash
`,
  );
});

test('values of Secrets are shown nowhere', async (t) => {
  const secret = (data: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '{"data":"${data}"}'\nstringData:\n  ${data}\n`;
  const { run, commit, write } = makeRepository(t, {
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
  const changed = await run(['diff', '*/web', 'dev/secret', '--env', 'dev']);
  t.is(changed.code, 0);
  t.true(
    changed.stdout.includes(
      '      data.password: (masked) -> (masked)\n      + data.extra: (masked)\n',
    ),
  );
  t.true(changed.stdout.includes('      stringData.token: (masked) -> (masked)\n'));

  commit({});
  write({
    'overlays/dev/secret/secret.yaml': secret('more: s3cret-one\n  token: |\n    s3cret-three'),
  });
  const added = await run(['diff', '--example', 'rename-port']);
  const whole = await run(['diff', '--base', 'HEAD']);
  t.true(whole.stdout.includes('      + stringData.more: (masked)\n'));
  for (const { stdout, stderr } of [changed, added, whole]) {
    for (const value of ['hunter2', 'correct-horse', 'battery', 's3cret']) {
      t.false(`${stdout}${stderr}`.includes(value), value);
      t.false(
        `${stdout}${stderr}`.includes(Buffer.from(value).toString('base64').slice(0, 6)),
        value,
      );
    }
  }
});

test('an overlay that is new counts before git knows it; one that is gone is told as a whole', async (t) => {
  const text = await diffOf(t, {
    'overlays/dev/db/kustomization.yaml': null,
    'overlays/dev/db/service.yaml': null,
    'overlays/prod/db/kustomization.yaml': 'resources: [service.yaml]\n',
    'overlays/prod/db/service.yaml': WEB['overlays/dev/db/service.yaml'] ?? '',
  });
  t.is(
    text,
    `dev/db  the overlay is gone
  - Service data/db
      -> db.example.com

prod/db  new overlay
  + Service data/db
      -> db.example.com

4 overlays: 1 removed, 1 added, 2 the same
2 resources: 1 removed, 1 added
`,
  );
});

test('an overlay that does not render any more is an error; the others are still shown', async (t) => {
  const { run, write, commit } = makeRepository(t, WEB);
  write({
    ...edit('overlays/dev/db/kustomization.yaml', 'service.yaml', 'gone.yaml'),
    ...edit('base/web/service.yaml', 'port: 80', 'port: 8000'),
  });
  const failed = await run(['diff']);
  t.is(failed.code, 2);
  t.regex(
    failed.stdout,
    /\nCannot tell: 1 overlay does not render\. 2 of 3 overlays change\.\n\nDoes not render\n {2}dev\/db {2}does not render any more\n {6}overlays\/dev\/db\/kustomization\.yaml:1:13: .*\n\nManifests\ndev\/web, prod\/web\n {2}~ Service edge\/web\n/,
  );
  t.regex(failed.stdout, /\n3 overlays: 1 failed, 2 changed\n/);

  const toFile = await run(['diff', '--out', 'report.txt']);
  t.is(toFile.code, 2);
  t.is(toFile.stdout, '');
  t.regex(toFile.stderr, /^overlays\/dev\/db\/kustomization\.yaml:1:13: .* \(dev\/db\)\n$/);
  write({ 'report.txt': null });

  commit({});
  t.like(await run(['diff']), { code: 2 });
  t.regex((await run(['diff'])).stdout, /dev\/db {2}does not render, neither before nor after\n/);
  write(edit('overlays/dev/db/kustomization.yaml', '', ''));
  const repaired = await run(['diff', '--exit-code']);
  t.is(repaired.code, 1);
  t.regex(repaired.stdout, /dev\/db {2}renders again, it did not before\n/);
});

test('the base is where the branch was left, not where it is now', async (t) => {
  const { run, git, commit, write } = makeRepository(t, WEB);
  git('checkout', '--quiet', '-b', 'feature');
  commit(edit('base/web/service.yaml', 'port: 80', 'port: 81'));
  git('checkout', '--quiet', 'main');
  commit(edit('base/web/deployment.yaml', 'replicas: 1', 'replicas: 5'));
  git('checkout', '--quiet', 'feature');
  write(edit('overlays/dev/db/service.yaml', 'db.example.com', 'db2.example.com'));

  const summary = async (...args: string[]) => {
    const { stdout } = await run(['diff', ...args]);
    return [...stdout.matchAll(/^ {6}(\S.*)$/gm)].map(([, field]) => field);
  };
  const port = 'spec.ports[http].port: 80 -> 81';
  const host = 'spec.externalName: db.example.com -> db2.example.com';
  t.deepEqual(await summary(), [host, port]);
  t.deepEqual(await summary('--base', 'HEAD'), [host]);
  t.deepEqual(await summary('--base=main', '--head=feature'), [port]);
  t.deepEqual(await summary('--head', 'HEAD', '--env', 'prod'), [port]);
  t.deepEqual(await summary('--environment=prod'), [port]);
  t.deepEqual(await summary('--base', 'feature', '--head', 'main'), ['spec.replicas: 1 -> 5']);
  t.regex(
    (await run(['diff', '--base=main~1', '--head=feature'])).stdout,
    /^main~1 \(<commit>\) -> feature \(<commit>\)\n/,
  );
});

test('without a branch main, origin/main is the base', async (t) => {
  const origin = makeRepository(t, WEB);
  const { git, run, write } = makeFolder(t, {});
  git('clone', '--quiet', origin.root, '.');
  git('checkout', '--quiet', '-b', 'feature');
  git('branch', '--quiet', '-D', 'main');
  write(edit('base/web/service.yaml', 'port: 80', 'port: 81'));
  const { code, stdout } = await run(['diff', '--exit-code', 'dev/web']);
  t.is(code, 1);
  t.regex(stdout, /^origin\/main \(<commit>\) -> the working tree\n.*\n\ndev\/web\n/);
});

test('a revision is read as it was committed: links, odd names, big files, no submodules', async (t) => {
  const odd = 'ünïcode "quoted" \'name\'\n.conf';
  const big = 'a line\n'.repeat(200_000);
  const { root, run, git, write, commit } = makeRepository(t, {
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
  fs.symlinkSync('../../base', path.join(root, 'overlays/dev/linked'));
  const module = makeRepository(t, { 'a.yaml': 'not: read' });
  git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', module.root, 'module');
  commit({});
  t.regex((await run(['diff'])).stdout, /No differences\. All of it renders: 2 overlays\./);

  write({
    [`overlays/dev/odd/${odd}`]: 'two\n',
    'overlays/dev/odd/big.txt': `${big}more\n`,
    'base/service.yaml': (WEB['overlays/dev/db/service.yaml'] ?? '').replace(
      'db.example',
      'db2.example',
    ),
  });
  const { code, stdout } = await run(['diff']);
  t.is(code, 0);
  t.regex(stdout, /data\.odd: "one\\n" -> "two\\n"\n/);
  t.regex(stdout, /data\.big:\n {8}@ line 199999\n {10}a line\n {10}a line\n {8}\+ more\n/);
  t.is(stdout.match(/db\.example\.com -> db2\.example\.com/g)?.length, 2);
  t.regex(stdout, /^dev\/linked\n/m);
});

test('a repository may be a folder of a bigger one, and the command may run in a hook of another', async (t) => {
  const { run, write } = makeRepository(
    t,
    Object.fromEntries(Object.entries(WEB).map(([name, text]) => [`cluster/${name}`, text])),
  );
  write({
    'cluster/overlays/dev/db/service.yaml': (WEB['overlays/dev/db/service.yaml'] ?? '').replace(
      'db.example',
      'x.example',
    ),
  });
  const { code, stdout } = await run(['diff'], {
    folder: 'cluster/overlays/dev',
    env: { GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' },
  });
  t.is(code, 0);
  t.regex(stdout, /dev\/db\n {2}~ Service data\/db\n/);
  t.regex(stdout, /3 overlays: 1 changed, 2 the same/);
});

test('environments: the same unit in both, expected differences left out and counted', async (t) => {
  const environment = (name: string, spec: string): string =>
    `apiVersion: fingerpost.dev/v1\nkind: Environment\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
  const { run, write } = makeFolder(t, {
    ...WEB,
    'overlays/prod/web/kustomization.yaml': `resources: [../../../base/web]\nreplicas:\n- {name: web, count: 3}\nimages:\n- {name: registry.example.com/web, newTag: 1.0.1}\n`,
  });
  const bare = await run(['diff', '--between', 'dev,prod']);
  t.is(bare.code, 0);
  t.is(
    bare.stderr,
    'overlays/dev has no environment.yaml: no difference is expected\noverlays/prod has no environment.yaml: no difference is expected\n',
  );
  t.is(
    bare.stdout,
    `dev -> prod
2 of 2 overlays change.

db  only in dev
  - Service data/db
      -> db.example.com

web
  ~ Deployment edge/web
      spec.replicas: 1 -> 3
      spec.template.spec.containers[web].image:
        registry.example.com/web:1.0.0 -> registry.example.com/web:1.0.1

2 overlays: 1 removed, 1 changed
2 resources: 1 removed, 1 changed (2 fields)
`,
  );
  write({
    'overlays/dev/environment.yaml': environment('dev', '{}'),
    'overlays/prod/environment.yaml': environment(
      'prod',
      '{expectedDifferences: [spec.replicas, "spec.template.spec.containers[*].image"]}',
    ),
  });
  const expected = await run(['diff', '--between=dev,prod', '*/web', '--exit-code']);
  t.is(expected.code, 0);
  t.is(expected.stderr, '');
  t.is(
    expected.stdout,
    `dev -> prod
None of 1 overlay changes; 1 only as expected.

web
  2 expected differences left out

1 overlay: 1 expected
2 expected differences left out
`,
  );
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
    const { run } = makeFolder(t, { ...WEB, 'overlays/dev/environment.yaml': text });
    const { code, stderr } = await run(['diff', '--between', 'dev,prod']);
    t.is(code, 2);
    t.true(stderr.startsWith(line), stderr);
    t.is(stderr.trimEnd().split('\n').length, 1, stderr);
  });
}

test('two folders, in no repository', async (t) => {
  const { run } = makeFolder(t, {
    'a/kustomization.yaml': 'resources: [service.yaml]\n',
    'a/service.yaml': WEB['overlays/dev/db/service.yaml'] ?? '',
    'b/Kustomization': 'resources: [../a]\nnamePrefix: my-\n',
    'c/service.yaml': WEB['overlays/dev/db/service.yaml'] ?? '',
  });
  const { code, stdout } = await run(['diff', '--from', 'a', '--to', './b', '--exit-code']);
  t.is(code, 1);
  t.is(
    stdout,
    `a -> ./b
1 of 1 overlay changes.

./b
  - Service data/db
      -> db.example.com
  + Service data/my-db
      -> db.example.com

1 overlay: 1 changed
2 resources: 1 removed, 1 added
`,
  );
  t.deepEqual(await run(['diff', '--from', 'a', '--to', 'a', '--exit-code']), {
    code: 0,
    stdout: 'a -> a\nNo differences in 1 overlay.\n',
    stderr: '',
  });
  t.regex(
    (await run(['diff', '--from', 'a', '--to', 'c'])).stderr,
    /^--to c has no kustomization\.yaml, and plain YAML cannot be compared yet; /,
  );
  t.regex((await run(['diff', '--from', 'x', '--to', 'c'])).stderr, /^--from x is no folder; /);
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
    const { code, stdout, stderr } = await arrange(t).run(['diff', ...args]);
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
  [['--format', 'xml'], '--format xml is not known; the only format so far is text'],
  [['--from', 'base/web'], '--from and --to go together; name both folders'],
  [['--to', 'base/web'], '--from and --to go together; name both folders'],
  [
    ['--from', 'a', '--to', 'b', 'dev/web'],
    '--from and --to compare two folders, so no overlay can be named; leave it away',
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
  [['nope/*'], 'no overlay is meant by nope/*; there is dev/db, dev/web, prod/web'],
];

for (const [args, message] of USAGE) {
  test(`wrong usage: diff ${args.join(' ')}`, async (t) => {
    const { run } = makeRepository(t, WEB);
    t.deepEqual(await run(['diff', ...args]), {
      code: 2,
      stdout: '',
      stderr: `${message} (fingerpost diff -h)\n`,
    });
  });
}

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
