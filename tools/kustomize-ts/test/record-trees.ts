/**
 * Writes trees.json: what kustomize prints for each tree of plugin-trees.ts, or that it fails. Needs Go, or a built
 * oracle in the environment variable ORACLE: `node test/record-trees.ts`.
 */
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOracle } from './oracle.ts';
import { PLUGIN_TREES } from './plugin-trees.ts';

const oracle = startOracle();
const answers = await oracle.ask(
  PLUGIN_TREES.map(({ files, target }) => ({ files, target, reorder: 'none' as const })),
);
oracle.close();
const trees = PLUGIN_TREES.map(({ name }, i) => [name, answers[i]?.yaml ?? null] as const);
const file = path.join(import.meta.dirname, 'trees.json');
const text = JSON.stringify(
  {
    generated: 'Written by record-trees.ts: the output of kustomize 5.8.1, null where it fails.',
    trees: Object.fromEntries(trees),
  },
  undefined,
  1,
);
writeFileSync(`${file}.tmp`, `${text}\n`);
renameSync(`${file}.tmp`, file);
const failed = trees.filter(([, yaml]) => yaml === null).map(([name]) => name);
console.log(`${trees.length} trees, of which kustomize refuses: ${failed.join('; ')}`);
