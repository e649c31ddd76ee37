/**
 * Holds the whole engine against kustomize on generated trees: `node test/differential.ts [--trees N] [--seed S]
 * [--only plain|configured|embedded]`.
 * Needs Go, or a built oracle in the environment variable ORACLE. The first difference is cut down and printed as JSON,
 * the form that record.ts takes; the exit code is 1 if there is any.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { build, KustomizeError, memoryFileSystem } from '../src/index.ts';
import { embeddedYamlTrees } from './embedded-yaml.ts';
import { startOracle } from './oracle.ts';
import { configuredTrees } from './configurations.ts';
import { trees } from './trees.ts';
import type { Tree } from './trees.ts';

const { values } = parseArgs({
  options: {
    trees: { type: 'string', default: '2000' },
    only: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);
const oracle = startOracle();

function own({ files, target }: Tree): string | undefined {
  try {
    const fileSystem = memoryFileSystem(files, '/work');
    return build(`/work/${target}`, { fileSystem, reorder: 'none' }).yaml;
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    // A difference that is declared: comments within YAML text that have no sure place.
    return error.code === 'unsupported' ? 'unsupported' : undefined;
  }
}

let built = 0;
let run = 0;
let unsupported = 0;
const kinds = { plain: trees, configured: configuredTrees, embedded: embeddedYamlTrees };
const only = Object.entries(kinds).filter(([name]) => name === (values.only ?? name));
const arbitrary = fc.oneof(...only.map(([, kind]) => kind));
const property = fc.asyncProperty(arbitrary, async (tree) => {
  const [answer] = await oracle.ask([{ ...tree, reorder: 'none' }]);
  run++;
  if (answer?.yaml !== undefined) built++;
  const printed = own(tree);
  if (printed === 'unsupported') unsupported++;
  else if (printed !== answer?.yaml) {
    throw new Error(
      `kustomize: ${answer?.yaml ?? answer?.error}\n--- kustomize-ts: ${printed ?? 'refused'}`,
    );
  }
});
const result = await fc.check(property, { numRuns: Number(values.trees), seed });
oracle.close();
console.log(`${run} trees, ${built} of them built, ${unsupported} unsupported here, seed ${seed}`);
if (result.failed) {
  const [tree] = result.counterexample ?? [];
  for (const [file, text] of Object.entries(tree?.files ?? {})) console.log(`# ${file}\n${text}`);
  const { errorInstance } = result;
  console.log(errorInstance instanceof Error ? errorInstance.message : String(errorInstance));
  console.log(JSON.stringify(tree));
  process.exitCode = 1;
} else {
  console.log('no difference');
}
