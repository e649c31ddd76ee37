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
function differs(
  { files, target, reorder, loadRestrictor, expect, expectError, warnings = [] }: Case,
  trace: boolean,
): string | undefined {
  const contents = Object.entries(files).map(
    ([name, file]) =>
      [name, typeof file === 'string' ? file : Buffer.from(file.base64, 'base64')] as const,
  );
  try {
    const result = build(path.posix.join('/work', target), {
      fileSystem: memoryFileSystem(Object.fromEntries(contents), '/work'),
      reorder: reorder === 'none' ? 'none' : 'legacy',
      loadRestrictions: loadRestrictor === 'none' ? 'none' : 'root',
      trace,
    });
    if (expectError) return `kustomize fails, but this was printed:\n${result.yaml}`;
    if (result.yaml !== expect) return `expected:\n${expect}\nprinted:\n${result.yaml}`;
    // What kustomize loses in silence is ours to say.
    const same = result.warnings.filter((warning) => !warning.includes('loses this part'));
    return warnings.join('\n') === same.join('\n')
      ? undefined
      : `warnings: ${result.warnings.join('\n')}`;
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    return expectError ? undefined : `kustomize succeeds, but: ${error.message}`;
  }
}

for (const trace of [false, true]) {
  test(`prints what kustomize 5.8.1 prints${trace ? ', also where values are traced' : ''}`, (t) => {
    const differences = cases.flatMap((entry) => {
      const difference = differs(entry, trace);
      return difference === undefined ? [] : [`${entry.name}\n${difference}`];
    });
    t.log(`${cases.length - differences.length} of ${cases.length} equal`);
    t.deepEqual(differences, []);
  });
}
