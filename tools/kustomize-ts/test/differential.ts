/**
 * Holds the whole engine against kustomize on generated trees: `node test/differential.ts [--trees N] [--seed S]
 * [--only plain|configured|embedded]`.
 * Needs Go, or a built oracle in the environment variable ORACLE. Where KUSTOMIZE names the binary, every tenth tree goes
 * through it as well. The first difference is cut down and printed as JSON,
 * the form that record.ts takes; the exit code is 1 if there is any.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

/** What the binary prints for a tree on the disk; undefined where it fails. */
function runBinary(binary: string, { files, target }: Tree): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'kustomize-ts-tree-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const args = ['build', '--reorder', 'none', path.join(folder, target)];
    const { status, stdout, error } = spawnSync(binary, args, {
      encoding: 'utf8',
      timeout: 20_000,
    });
    if (error) throw error;
    return status === 0 ? stdout : undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const binary = process.env['KUSTOMIZE'];
let throughBinary = 0;
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
  if (binary && run % 10 === 0) {
    throughBinary++;
    if (runBinary(binary, tree) !== answer?.yaml)
      throw new Error('the binary and the oracle, which is built from its modules, differ');
  }
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
console.log(
  `${run} trees, ${built} of them built, ${unsupported} unsupported here, ${throughBinary} through the binary too, seed ${seed}`,
);
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
