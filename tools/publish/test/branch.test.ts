import { createHash } from 'node:crypto';

import { blobIdOf } from '@fingerpost/changes';
import test from 'ava';
import fc from 'fast-check';
import { build, memoryFileSystem } from 'kustomize-ts';

import {
  BranchError,
  branchNames,
  compareFiles,
  decodeRootMetadata,
  decodeUnitMetadata,
  environmentOf,
  findPlainSecrets,
  isUpToDate,
  METADATA,
  planBranch,
  readTrailers,
  renderBranch,
} from '../src/index.ts';
import type { BranchEntry, BranchFiles, BranchInput } from '../src/index.ts';

import { digestOf } from '../src/branch/digest.ts';
import { dryFacts } from '../src/branch/dry-commit.ts';
import { formatMailAddress } from '../src/branch/mail-address.ts';
import { plainText } from '../src/branch/plain-text.ts';
import { publicRepositoryUrl } from '../src/branch/repository-url.ts';

const SHA = '6cb951525937865dced818bbdd78c89b2d2b3045';

const INPUT: BranchInput = {
  environment: 'dev',
  root: '',
  units: [
    {
      name: 'web',
      yaml: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: edge\n',
      resources: [
        { kind: 'Service', namespace: 'edge', name: 'web' },
        { kind: 'ConfigMap', namespace: 'edge', name: 'web' },
        { kind: 'Namespace', namespace: undefined, name: 'edge' },
      ],
    },
    { name: 'empty', yaml: '', resources: [] },
  ],
  dry: {
    sha: SHA,
    repoURL: 'https://git.example.com/owner/manifests',
    author: { name: 'CI', email: 'ci@example.com' },
    seconds: 1_749_491_408,
    subject: 'chore: bump image to b82add2',
  },
  tools: { 'kustomize-ts': '3', kustomize: 'v5.8.1' },
};

function textOf(files: BranchFiles, path: string): string {
  return new TextDecoder().decode(files.get(path));
}

test('a rendered branch, file by file', (t) => {
  const { files, message, digest } = renderBranch(INPUT);
  t.deepEqual(
    [...files.keys()],
    [
      '.gitattributes',
      'empty/README.md',
      'empty/hydrator.metadata',
      'empty/manifest.yaml',
      'hydrator.metadata',
      'web/README.md',
      'web/hydrator.metadata',
      'web/manifest.yaml',
    ],
  );
  t.is(textOf(files, 'web/manifest.yaml'), INPUT.units[0]?.yaml ?? '');
  t.is(textOf(files, 'empty/manifest.yaml'), '');
  t.is(
    textOf(files, 'web/README.md'),
    `# web

Rendered; what is edited here is refused and lost. To change it, change this folder of the dry commit:

    overlays/dev/web

\`hydrator.metadata\` names the commit. There, this prints \`manifest.yaml\`:

    npx fingerpost render dev/web --stdout

## Resources

    ConfigMap edge/web
    Namespace edge
    Service edge/web
`,
  );
  t.is(
    textOf(files, METADATA),
    `{
  "repoURL": "https://git.example.com/owner/manifests",
  "drySha": "${SHA}",
  "author": "CI <ci@example.com>",
  "date": "2025-06-09T17:50:08Z",
  "subject": "chore: bump image to b82add2",
  "digest": "${digest}",
  "tools": {
    "kustomize": "v5.8.1",
    "kustomize-ts": "3"
  }
}
`,
  );
  t.is(
    message,
    `6cb9515: chore: bump image to b82add2

What dev renders to. Edits by hand are refused.

Dry-Sha: ${SHA}
Render-Digest: ${digest}
Argocd-reference-commit-author: CI <ci@example.com>
Argocd-reference-commit-sha: ${SHA}
Argocd-reference-commit-subject: chore: bump image to b82add2
Argocd-reference-commit-repourl: https://git.example.com/owner/manifests
Argocd-reference-commit-date: 2025-06-09T17:50:08Z
`,
  );
  // The digest as design and documentation say it, made in another way.
  const lines = [...files]
    .filter(([path]) => !path.endsWith(METADATA))
    .map(([path, bytes]) => `${path}\0${createHash('sha256').update(bytes).digest('hex')}\n`);
  t.is(digest, `sha256:${createHash('sha256').update(lines.join('')).digest('hex')}`);

  const nested = renderBranch({ ...INPUT, root: "it's deploy" });
  t.true(textOf(nested.files, 'web/README.md').includes("    it's deploy/overlays/dev/web\n"));
  t.deepEqual(
    decodeUnitMetadata(nested.files.get('web/hydrator.metadata') ?? new Uint8Array()).commands,
    [String.raw`cd 'it'\''s deploy' && npx fingerpost render dev/web --stdout`],
  );
});

/**
 * What others decode of the root's file, and how: the JSON keys of HydratorCommitMetadata (argo-cd v3.5.1,
 * util/hydrator/hydrator.go) and HydratorMetadata (gitops-promoter, api/v1alpha1/changetransferpolicy_types.go, where date
 * is a metav1.Time and drySha has a pattern). Go matches keys without case.
 */
test('Source Hydrator and GitOps Promoter read the metadata', (t) => {
  const { files } = renderBranch(INPUT);
  const theirs = [
    'repoURL',
    'drySha',
    'commands',
    'author',
    'date',
    'subject',
    'body',
    'references',
  ];
  const root = JSON.parse(textOf(files, METADATA)) as Record<string, unknown>;
  const unit = JSON.parse(textOf(files, 'web/hydrator.metadata')) as Record<string, unknown>;
  const read = (fields: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(fields).filter(([key]) =>
        theirs.some((their) => their.toLowerCase() === key.toLowerCase()),
      ),
    );
  t.deepEqual(read(root), {
    repoURL: 'https://git.example.com/owner/manifests',
    drySha: SHA,
    author: 'CI <ci@example.com>',
    date: '2025-06-09T17:50:08Z',
    subject: 'chore: bump image to b82add2',
  });
  t.deepEqual(read(unit), {
    repoURL: 'https://git.example.com/owner/manifests',
    drySha: SHA,
    commands: ['npx fingerpost render dev/web --stdout'],
  });
  t.regex(String(root['drySha']), /^([a-f0-9]{40}|[a-f0-9]{64})$/);
});

test('names that a branch cannot have are refused', (t) => {
  const units = [
    '',
    '.',
    '..',
    'a/b',
    '/a',
    '.git',
    '.github',
    'a..b',
    'a.',
    '-a',
    'A',
    'a b',
    'ä',
    'a\n',
    'a\0',
    METADATA,
    'x.lock',
    'a'.repeat(64),
    '__proto__',
  ];
  for (const name of units) {
    const input = { ...INPUT, units: [{ name, yaml: '', resources: [] }] };
    t.throws(() => renderBranch(input), { instanceOf: BranchError }, JSON.stringify(name));
  }
  for (const environment of ['', '..', 'dev-next', 'Dev', 'a/b', 'x.lock']) {
    t.throws(() => branchNames(environment), { instanceOf: BranchError }, environment);
  }
  for (const name of ['a', 'constructor', 'a.b_c-d', '0', 'manifest.yaml', 'a'.repeat(63)]) {
    t.notThrows(() => renderBranch({ ...INPUT, units: [{ name, yaml: '', resources: [] }] }), name);
  }
  const [web] = INPUT.units;
  t.throws(() => renderBranch({ ...INPUT, units: web ? [web, web] : [] }), {
    message: /two units web/,
  });
  t.throws(
    () => renderBranch({ ...INPUT, units: [{ name: 'a', yaml: '\ud800', resources: [] }] }),
    { message: /^a\/manifest\.yaml has half a character/ },
  );
  t.deepEqual(branchNames('dev'), { base: 'environment/dev', proposal: 'environment/dev-next' });
  for (const [branch, environment] of [
    ['environment/dev', 'dev'],
    ['origin/environment/dev', 'dev'],
    ['refs/remotes/origin/environment/dev-next', 'dev'],
    ['environment/dev/x', undefined],
    ['my-environment/dev', undefined],
    ['main', undefined],
  ] as const) {
    t.is(environmentOf(branch), environment, branch);
  }
});

test('what remotes are called is harmless', (t) => {
  for (const [remote, url] of [
    ['https://github.com/owner/repo.git', 'https://github.com/owner/repo.git'],
    ['https://x-access-token:ghs_secret@github.com/o/r', 'https://github.com/o/r'],
    ['https://ghp_secret@github.com/o/r?token=secret#secret', 'https://github.com/o/r'],
    ['git@github.com:owner/repo.git', 'ssh://git@github.com/owner/repo.git'],
    ['ssh://git:secret@example.com:2222/o/r', 'ssh://git@example.com:2222/o/r'],
    ['example.com:o/r', 'ssh://example.com/o/r'],
    ['/srv/git/repo', ''],
    ['../repo', ''],
    [String.raw`C:\repo`, ''],
    ['file:///srv/git/repo', ''],
    ['javascript:alert(1)', ''],
    ['', ''],
    ['https://', ''],
    [`https://example.com/${'a'.repeat(3000)}`, ''],
  ] as const) {
    t.is(publicRepositoryUrl(remote), url, remote);
    t.is(publicRepositoryUrl(url), url, `${remote}, once more`);
  }
});

// Each was read with Go's net/mail.ParseAddress, which gave this name and address back.
test('authors are addresses of RFC 5322', (t) => {
  for (const [name, email, address] of [
    ['CI', 'ci@example.com', 'CI <ci@example.com>'],
    ['Renée van der Berg', 'r.b+x@example.com', 'Renée van der Berg <r.b+x@example.com>'],
    [
      'dependabot[bot]',
      '49699333+dependabot[bot]@users.noreply.example.com',
      '"dependabot[bot]" <"49699333+dependabot[bot]"@users.noreply.example.com>',
    ],
    ['Doe, Jane (ops)', 'jane@example.com', '"Doe, Jane (ops)" <jane@example.com>'],
    [String.raw`a"b\c`, 'a@example.com', String.raw`"a\"b\\c" <a@example.com>`],
    ['=?utf-8?q?x?=', 'a@example.com', '"=?utf-8?q?x?=" <a@example.com>'],
    ['', 'a@example.com', '<a@example.com>'],
    ['Nobody', '', undefined],
    ['Nobody', 'root', undefined],
    ['Nobody', 'a@b@', undefined],
    ['Nobody', 'a@-b', undefined],
  ] as const) {
    t.is(formatMailAddress({ name, email }), address, name);
  }
});

/** Text as somebody would write it who wants it to be more than text. */
const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '\n',
          '\r\n',
          '\0',
          '\u2028',
          '\u202e',
          '\ud800',
          ' ',
          '\t',
          ':',
          '---',
          '#',
          '"',
          '\\',
          '<',
          '>',
          '@',
          '=?utf-8?q?a?=',
        ],
        ...[
          '\n\nDry-Sha: ',
          `${SHA}`,
          'Render-Digest: sha256:',
          'Argocd-reference-commit-sha: ',
          'Signed-off-by: x',
          '__proto__',
          'ä',
          '\u{1f600}',
        ],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
  fc.constant('long '.repeat(100_000)),
);

const HOSTILE_DRY = fc.record({
  sha: fc.constantFrom(SHA, 'a'.repeat(64)),
  repoURL: fc.oneof(HOSTILE, fc.webUrl({ withQueryParameters: true, withFragments: true })),
  author: fc.record({ name: HOSTILE, email: HOSTILE }),
  seconds: fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }),
  subject: HOSTILE,
});

test('metadata and trailers say what the dry commit says, whoever wrote it', (t) => {
  fc.assert(
    fc.property(HOSTILE_DRY, fc.boolean(), (dry, reversed) => {
      const units = reversed ? INPUT.units.toReversed() : INPUT.units;
      const branch = renderBranch({ ...INPUT, units, dry });
      t.deepEqual(branch, renderBranch({ ...INPUT, dry }));
      const facts = dryFacts(dry);
      const metadata = decodeRootMetadata(branch.files.get(METADATA) ?? new Uint8Array());
      t.deepEqual(metadata, branch.metadata);
      t.is(metadata.subject, plainText(dry.subject, 500));
      t.is(metadata.drySha, dry.sha);
      // What was made harmless once stays as it is.
      t.deepEqual(dryFacts({ ...dry, ...facts }), facts);

      const trailers = readTrailers(branch.message);
      t.is(trailers?.drySha, dry.sha);
      t.is(trailers?.digest, branch.digest);
      t.deepEqual(
        Object.fromEntries(trailers?.reference ?? []),
        Object.fromEntries(
          Object.entries({
            author: formatMailAddress(facts.author) ?? '',
            sha: dry.sha.length === 40 ? dry.sha : '',
            subject: facts.subject,
            repourl: facts.repoURL,
            date: facts.date,
          }).filter(([, value]) => value !== ''),
        ),
      );
      t.true(branch.message.length < 5000);
    }),
    { numRuns: 300 },
  );
});

test('a date that RFC 3339 cannot write is refused', (t) => {
  for (const seconds of [Number.NaN, 253_402_300_800, -62_167_219_201, 1e20]) {
    t.throws(() => dryFacts({ ...INPUT.dry, seconds }), { instanceOf: BranchError });
  }
  t.throws(() => dryFacts({ ...INPUT.dry, sha: 'HEAD' }), { instanceOf: BranchError });
});

test('the digest is another one with every byte and every path', (t) => {
  const file = fc.tuple(
    fc.string({ minLength: 1 }).filter((path) => !path.endsWith(METADATA)),
    fc.uint8Array({ maxLength: 20 }),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(file, { selector: ([path]) => path, minLength: 1, maxLength: 6 }),
      fc.nat(),
      fc.nat(),
      (list, which, where) => {
        const files = new Map(list);
        const digest = digestOf(files);
        t.is(digestOf(new Map(list.toReversed())), digest);
        t.is(
          digestOf(
            new Map([
              ...list,
              [METADATA, new Uint8Array([1])],
              [`a/${METADATA}`, new Uint8Array()],
            ]),
          ),
          digest,
        );
        const [path, bytes] = list[which % list.length] ?? ['', new Uint8Array()];
        const flipped = Uint8Array.from(bytes.length === 0 ? [0] : bytes);
        if (bytes.length > 0)
          flipped[where % bytes.length] = (flipped[where % bytes.length] ?? 0) ^ 1;
        t.not(digestOf(new Map([...files, [path, flipped]])), digest);
        const others = list.filter(([other]) => other !== path);
        t.not(digestOf(new Map(others)), digest);
        const moved = `${path}x`;
        if (!files.has(moved)) t.not(digestOf(new Map([...others, [moved, bytes]])), digest);
      },
    ),
  );
});

test('metadata of strangers is refused', (t) => {
  const { files } = renderBranch(INPUT);
  const root = textOf(files, METADATA);
  const unit = textOf(files, 'web/hydrator.metadata');
  const cases: readonly (readonly [string, string])[] = [
    ['', 'is no JSON'],
    ['[]', 'is no JSON object'],
    ['null', 'is no JSON object'],
    ['{}', 'has no drySha'],
    [`${root} `, 'is not written'],
    [root.replace('{\n', '{\n  "extra": 1,\n'), 'is not written'],
    [root.replace('{\n', `{\n  "drySha": "${'b'.repeat(40)}",\n`), 'is not written'],
    [root.replace('{\n', `{\n  "drysha": "${'b'.repeat(40)}",\n`), 'is not written'],
    [root.replace('{\n', '{\n  "__proto__": {"drySha": "x"},\n'), 'is not written'],
    [root.replace(SHA, SHA.toUpperCase()), 'has no drySha'],
    [root.replace(SHA, '--upload-pack=x'), 'has no drySha'],
    [root.replace('2025-06-09', '2025-99-09'), 'has no date'],
    [root.replace('17:50:08Z', '17:50:08+00:00'), 'has no date'],
    [root.replace('https://', 'https://user:secret@'), 'has no repoURL'],
    [root.replace('https://', 'javascript:'), 'has no repoURL'],
    [root.replace('"v5.8.1"', '5'), 'has no tools'],
    [root.replace('"digest": "sha256:', '"digest": "md5:'), 'has no digest'],
    [root.replace('"CI <ci@example.com>"', '["CI"]'), 'has no author'],
    [`{"a":"${'x'.repeat(70_000)}"}`, 'bytes long'],
    ['['.repeat(60_000), 'is no JSON'],
  ];
  for (const [text, message] of cases) {
    const error = t.throws(() => decodeRootMetadata(new TextEncoder().encode(text)), {
      instanceOf: BranchError,
    });
    t.true(error?.message.includes(message), `${text.slice(0, 80)}: ${error?.message}`);
  }
  t.throws(() => decodeRootMetadata(Uint8Array.from([0xff])), { message: 'is no JSON' });
  t.notThrows(() => decodeUnitMetadata(new TextEncoder().encode(unit)));
  for (const text of [
    root,
    unit.replace('"npx', '1, "npx'),
    unit.replace('"commands": [', '"commands": [[],'),
  ]) {
    t.throws(() => decodeUnitMetadata(new TextEncoder().encode(text)), { instanceOf: BranchError });
  }
});

test('trailers of strangers are refused', (t) => {
  const { message } = renderBranch(INPUT);
  const [title = '', body = '', trailers = ''] = message.split('\n\n');
  t.is(readTrailers('Merge pull request #1 from owner/environment/dev-next'), undefined);
  t.is(readTrailers(''), undefined);
  t.is(readTrailers(trailers), undefined, 'a title is no trailer');
  t.is(readTrailers(`${message}\nand more\n`), undefined);
  t.is(readTrailers(`${title}\n\n${trailers}and more\n`), undefined);
  t.is(readTrailers('x'.repeat(70_000)), undefined);
  t.is(readTrailers(`${title}\n\nSigned-off-by: A <a@example.com>\n`), undefined);
  t.truthy(readTrailers(`${title}\n\n${body}\n\n${trailers}Signed-off-by: A <a@example.com>\n`));
  t.throws(() => readTrailers(`${message}Dry-Sha: ${SHA}\n`), {
    message: 'has the trailer Dry-Sha twice',
  });
  t.throws(() => readTrailers(message.replace(`Dry-Sha: ${SHA}`, 'Dry-Sha: main')), {
    message: /^has no trailer Dry-Sha/,
  });
  t.throws(() => readTrailers(message.replace(/Render-Digest: .*\n/, '')), {
    message: /^has no trailer Render-Digest/,
  });
});

function entriesOf(files: BranchFiles): BranchEntry[] {
  return [...files].map(([path, bytes]) => ({ path, mode: '100644', id: blobIdOf(bytes, 'sha1') }));
}

test('only what changed is written, and its notes with it', (t) => {
  const old = renderBranch(INPUT).files;
  const dry = { ...INPUT.dry, sha: 'b'.repeat(40), subject: 'another' };
  const later = renderBranch({ ...INPUT, dry }).files;
  const same = planBranch(later, entriesOf(old), 'sha1');
  t.true(isUpToDate(same), 'another commit that renders to the same');
  t.is(same.kept.length, later.size);

  const [web, empty] = INPUT.units;
  const units = [
    ...(web ? [{ ...web, yaml: `${web.yaml}spec: {}\n` }] : []),
    ...(empty ? [empty] : []),
  ];
  const changed = renderBranch({ ...INPUT, dry, units }).files;
  t.deepEqual(planBranch(changed, entriesOf(old), 'sha1'), {
    added: [],
    changed: ['hydrator.metadata', 'web/hydrator.metadata', 'web/manifest.yaml'],
    removed: [],
    kept: [
      '.gitattributes',
      'empty/README.md',
      'empty/hydrator.metadata',
      'empty/manifest.yaml',
      'web/README.md',
    ],
  });
  const fewer = renderBranch({ ...INPUT, dry, units: web ? [web] : [] }).files;
  const foreign: BranchEntry[] = [
    { path: '.github/workflows/x.yaml', mode: '100644', id: 'f'.repeat(40) },
    { path: 'sub', mode: '160000', id: 'f'.repeat(40) },
  ];
  t.deepEqual(planBranch(fewer, [...entriesOf(old), ...foreign], 'sha1'), {
    added: [],
    changed: ['hydrator.metadata'],
    removed: [
      '.github/workflows/x.yaml',
      'empty/README.md',
      'empty/hydrator.metadata',
      'empty/manifest.yaml',
      'sub',
    ],
    kept: ['.gitattributes', 'web/README.md', 'web/hydrator.metadata', 'web/manifest.yaml'],
  });
  t.deepEqual(planBranch(old, [], 'sha1').added, [...old.keys()]);
  t.deepEqual(planBranch(later, entriesOf(old), 'sha1', new Set([METADATA])).changed, [METADATA]);
  const linked = entriesOf(old).map((entry) =>
    entry.path === 'web/hydrator.metadata' ? { ...entry, mode: '120000' } : entry,
  );
  t.deepEqual(planBranch(later, linked, 'sha1').changed, [METADATA, 'web/hydrator.metadata']);
});

test('every edit of a branch is found at its place, and nothing else is', (t) => {
  const { files } = renderBranch(INPUT);
  const paths = [...files.keys()];
  const edit = fc.oneof(
    fc.record({
      kind: fc.constant('edit' as const),
      path: fc.constantFrom(...paths.filter((path) => !path.endsWith(METADATA))),
      bytes: fc.uint8Array(),
    }),
    fc.record({ kind: fc.constant('remove' as const), path: fc.constantFrom(...paths) }),
    fc.record({
      kind: fc.constant('mode' as const),
      path: fc.constantFrom(...paths),
      mode: fc.constantFrom('100755', '120000', '160000'),
    }),
    fc.record({
      kind: fc.constant('add' as const),
      path: fc.string({ minLength: 1 }),
      bytes: fc.uint8Array(),
    }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(edit, { selector: ({ path }) => path, maxLength: 5 }), (edits) => {
      const entries = new Map(entriesOf(files).map((entry) => [entry.path, entry]));
      const found = new Set<string>();
      for (const made of edits) {
        const { path } = made;
        const entry = entries.get(path);
        if (made.kind === 'remove') entries.delete(path);
        else if (made.kind === 'mode') {
          if (entry) entries.set(path, { ...entry, mode: made.mode });
        } else {
          const id = blobIdOf(made.bytes, 'sha1');
          if (entry?.id === id) continue;
          entries.set(path, { path, mode: '100644', id });
        }
        found.add(path);
      }
      const differences = compareFiles(files, [...entries.values()], 'sha1');
      t.deepEqual(differences.map(({ at }) => at).toSorted(), [...found].toSorted());
      // What is found is also put right.
      const plan = planBranch(files, [...entries.values()], 'sha1');
      t.true(
        [...found].every((path) =>
          [...plan.added, ...plan.changed, ...plan.removed].includes(path),
        ),
      );
    }),
    { numRuns: 200 },
  );
});

test('a Secret with values is found, one that the cluster fills is not', (t) => {
  const secret = (name: string, rest: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}}\n${rest}\n---\n`;
  const yaml = [
    secret('data', 'data: {a: YQ==}'),
    secret('string-data', 'stringData: {a: b}'),
    secret('odd', 'data: [1]'),
    secret('nested', 'data: {a: {}}'),
    secret('token', 'type: kubernetes.io/service-account-token'),
    secret('empty', 'data: {}\nstringData:'),
    secret('empty-values', 'data: {a: "", b: ~}'),
    'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: sealed}\nspec: {encryptedData: {a: x}}\n',
  ].join('');
  const fileSystem = memoryFileSystem({
    '/a/kustomization.yaml': 'resources: [all.yaml]\n',
    '/a/all.yaml': yaml,
  });
  const { resources } = build('/a', { fileSystem });
  const found = findPlainSecrets([{ name: 'web', resources }]);
  t.deepEqual(found.map(({ name }) => name).toSorted(), ['data', 'nested', 'odd', 'string-data']);
});
