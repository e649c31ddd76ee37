import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { build, KustomizeError, memoryFileSystem } from 'kustomize-ts';

/** One small tree and what kustomize 5.8.1 prints for it; see conformance/README.md. */
interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string | { readonly base64: string }>>;
  readonly target: string;
  readonly reorder: 'none' | 'legacy' | 'unspecified';
  readonly loadRestrictor?: 'none';
  readonly expect?: string;
  readonly expectError?: boolean;
  readonly warnings?: readonly string[];
}

const folder = path.join(import.meta.dirname, 'conformance');
const { cases } = JSON.parse(readFileSync(path.join(folder, 'kustomize.json'), 'utf8')) as {
  cases: Case[];
};
/** Cases that are not equal yet. The list may only get shorter: a case on it that has become equal has to leave it. */
const notEqual = new Set(
  JSON.parse(readFileSync(path.join(folder, 'not-equal.json'), 'utf8')) as string[],
);

function differs({
  files,
  target,
  reorder,
  loadRestrictor,
  expect,
  expectError,
  warnings = [],
}: Case): string | undefined {
  const contents = Object.entries(files).map(
    ([name, file]) =>
      [name, typeof file === 'string' ? file : Buffer.from(file.base64, 'base64')] as const,
  );
  try {
    const result = build(path.posix.join('/work', target), {
      fileSystem: memoryFileSystem(Object.fromEntries(contents), '/work'),
      reorder: reorder === 'none' ? 'none' : 'legacy',
      loadRestrictions: loadRestrictor === 'none' ? 'none' : 'root',
    });
    if (expectError) return `kustomize fails, but this was printed:\n${result.yaml}`;
    if (result.yaml !== expect) return `expected:\n${expect}\nprinted:\n${result.yaml}`;
    return warnings.join('\n') === result.warnings.join('\n')
      ? undefined
      : `warnings: ${result.warnings.join('\n')}`;
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    return expectError ? undefined : `kustomize succeeds, but: ${error.message}`;
  }
}

test('prints what kustomize 5.8.1 prints', (t) => {
  const differences = cases.flatMap((entry) => {
    const difference = differs(entry);
    return difference === undefined ? [] : [{ name: entry.name, difference }];
  });
  t.log(`${cases.length - differences.length} of ${cases.length} equal`);
  const groups = Map.groupBy(differences, ({ name }) => name.split('/')[0]);
  for (const [group, members] of groups)
    t.log(`${group}: ${members.map(({ name }) => name).join(', ')}`);

  for (const { name, difference } of differences) {
    if (!notEqual.has(name)) t.fail(`${name}\n${difference}`);
  }
  const still = new Set(differences.map(({ name }) => name));
  const mended = [...notEqual].filter((name) => !still.has(name));
  t.deepEqual(mended, [], 'these are equal now: take them from not-equal.json');
});
