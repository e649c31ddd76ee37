import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { build, KustomizeError } from 'kustomize-ts';
import { digestOf, hostileTrees, writeTree } from './hostile-trees.ts';
import type { HostileTree } from './hostile-trees.ts';

/** What kustomize 5.8.1 says; see hostile-trees.ts. */
const answers = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'hostile.json'), 'utf8'),
) as Readonly<Record<string, string>>;

// On the disk, where links and file names are the real ones.
const hostile = test.macro((t, { files, code, deviation }: HostileTree, answer: string) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hostile-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeTree(folder, files);
  if (code === undefined) {
    t.is(digestOf(build(folder).yaml), answer);
    return;
  }
  const error = t.throws(() => build(folder), { instanceOf: KustomizeError });
  t.is(error?.code, code, error?.message);
  t.notRegex(error?.message ?? '', /\n/, 'an error is one line');
  const builds = answer !== 'refused' && answer !== 'no answer';
  t.is(builds, deviation !== undefined, 'what kustomize builds is refused only for a reason');
});

for (const [name, tree] of Object.entries(hostileTrees))
  test.serial(name, hostile, tree, answers[name] ?? 'not recorded');

test('every tree has an answer of kustomize', (t) => {
  t.deepEqual(Object.keys(answers), Object.keys(hostileTrees));
});
