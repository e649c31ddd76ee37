import test from 'ava';
import fc from 'fast-check';
import { build, createBuildCache, KustomizeError, memoryFileSystem } from 'kustomize-ts';
import type { BuildOptions } from 'kustomize-ts';
import { configuredTrees } from './configurations.ts';
import { trees } from './trees.ts';
import type { Tree } from './trees.ts';

/** What a build gives, or why it does not. */
function outcome({ target }: Tree, options: BuildOptions): string {
  try {
    const { yaml, inputs, warnings } = build(`/work/${target}`, { reorder: 'none', ...options });
    return JSON.stringify({ yaml, inputs, warnings });
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    return error.message;
  }
}

test('a build can be repeated, shared and traced, and changes nothing that it was given', (t) => {
  let built = 0;
  const property = fc.property(fc.oneof(trees, configuredTrees), (tree) => {
    const before = JSON.stringify(tree);
    const fileSystem = memoryFileSystem(tree.files, '/work');
    const fresh = outcome(tree, { fileSystem });
    if (fresh.startsWith('{')) built++;
    const cache = createBuildCache();
    const others: BuildOptions[] = [
      { fileSystem },
      { fileSystem, cache },
      { fileSystem, cache },
      { fileSystem, cache, trace: true },
      { fileSystem, cache },
    ];
    return (
      others.every((options) => outcome(tree, options) === fresh) && JSON.stringify(tree) === before
    );
  });
  const { failed, seed, counterexample, numRuns } = fc.check(property, { numRuns: 300 });
  t.log(`${numRuns} trees, ${built} of them built, seed ${seed}`);
  t.false(failed, JSON.stringify(counterexample));
  t.true(built > 30);
});
