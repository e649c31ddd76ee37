import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import fc from 'fast-check';

import { runFingerpost } from '../src/main.ts';
import { runOwnGit } from './own-git.ts';
import { choicesOf } from './random-choices.ts';
import type { Choices } from './random-choices.ts';
import { randomMonorepo } from './random-monorepo.ts';
import type { RandomFiles } from './random-monorepo.ts';
import { takeSmallStep, takeStep, writeAll } from './random-steps.ts';
import type { WorkingTree } from './random-steps.ts';

/** What `fingerpost diff` printed. */
interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function diff(
  { root }: WorkingTree,
  folder: string,
  args: readonly string[],
): Promise<Printed> {
  let out = '';
  let err = '';
  const code = await runFingerpost(['diff', ...args], {
    directory: path.posix.join(root, folder),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    colour: false,
  });
  return { code, out, err };
}

/** A repository at its first commit, `main`, on a branch `work`. */
function openTree(t: ExecutionContext, files: RandomFiles, name = 'repository'): WorkingTree {
  const top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-exact-')));
  t.teardown(() => fs.rmSync(top, { recursive: true, force: true }));
  const root = path.join(top, name);
  fs.mkdirSync(root);
  const git = (...args: string[]): string => runOwnGit(root, args).trim();
  writeAll({ root }, files);
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'gc.auto', '0');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'first');
  git('checkout', '--quiet', '-b', 'work');
  return { root, git };
}

const MODES: readonly (readonly string[])[] = [
  [],
  [],
  [],
  ['--env', 'dev'],
  ['dev/api'],
  ['*/web', '*/cart'],
  ['--base', 'HEAD'],
  ['--fields'],
  ['--head', 'work'],
  ['--between', 'dev,prod'],
  ['--exit-code'],
];

const FORMATS = ['json', 'json', 'json', 'text', 'markdown', 'sarif'];

function chooseRun({ root }: WorkingTree, choices: Choices): { folder: string; args: string[] } {
  const format = choices.pickAny(FORMATS) ?? 'json';
  const folder = choices.pick(['.', '.', 'overlays', 'overlays/dev']);
  const there = fs.lstatSync(path.join(root, folder), { throwIfNoEntry: false });
  return {
    folder: there?.isDirectory() ? folder : '.',
    args: [...(choices.pickAny(MODES) ?? []), '--format', format],
  };
}

/** Cases of each test below; more of them by hand. */
const RUNS = Number(process.env['EXACT_RUNS'] ?? 2);
const STEPS = 4;

for (const [edits, take] of [
  ['any', takeStep],
  ['small', takeSmallStep],
] as const) {
  test(`what is kept never changes what diff prints: random monorepos, ${edits} edits`, async (t) => {
    const codes = new Map<number, number>();
    const check = fc.asyncProperty(fc.integer({ min: 0 }), async (seed) => {
      const choices = choicesOf(seed);
      const tree = openTree(t, randomMonorepo(choices));
      const done: string[] = [];
      for (let step = 0; step < STEPS; step++) {
        done.push(take(tree, choices));
        const { folder, args } = chooseRun(tree, choices);
        done.push(`diff ${args.join(' ')} in ${folder}`);
        const kept = await diff(tree, folder, args);
        const fresh = await diff(tree, folder, [...args, '--no-cache']);
        codes.set(kept.code, (codes.get(kept.code) ?? 0) + 1);
        t.deepEqual(kept, fresh, `seed ${seed}:\n${done.join('\n')}`);
      }
      fs.rmSync(tree.root, { recursive: true });
    });
    await fc.assert(check, { numRuns: RUNS, endOnFailure: true });
    t.log(Object.fromEntries(codes));
  });
}

const BROKEN: RandomFiles = {
  'overlays/dev/web/kustomization.yaml': 'resources: [service.yaml]\n',
  'overlays/dev/web/service.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: edge}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n',
};

test('findings that were kept name files as the working folder of this run sees them', async (t) => {
  const tree = openTree(t, BROKEN);
  const file = 'overlays/dev/web/service.yaml';
  writeAll(tree, { [file]: `# note\n${String(BROKEN[file]).replace('80', '81')}` });
  for (const folder of ['.', 'overlays', 'overlays/dev/web', '.']) {
    const args = ['--format', 'json'];
    const kept = await diff(tree, folder, args);
    t.deepEqual(kept, await diff(tree, folder, [...args, '--no-cache']), folder);
  }
});

test('a repository may have any name', async (t) => {
  const files: RandomFiles = {
    ...BROKEN,
    'overlays/dev/environment.yaml':
      'apiVersion: fingerpost.dev/v1\nkind: Environment\nmetadata: {name: dev}\nspec: {given: [given/*.yaml]}\n',
    'overlays/dev/given/space.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: edge}\n',
  };
  const outputs = new Set<string>();
  for (const name of ['plain', 'a[b]{c,d}*?(e)!', `-x 'y' "z"`, 'ü\n\t$(id)`id`']) {
    const tree = openTree(t, files, name);
    writeAll(tree, { 'overlays/dev/web/service.yaml': '# gone\n' });
    for (const args of [[], [], ['--no-cache'], ['./web', '--env', 'dev'], ['../dev/w*']]) {
      const { code, out, err } = await diff(tree, 'overlays/dev', args);
      t.is(err.replace(/^main.*\n/, ''), '', `${name} ${args.join(' ')}`);
      t.is(code, 0, name);
      outputs.add(out.replaceAll(/[0-9a-f]{7}/g, 'commit'));
    }
  }
  t.is(outputs.size, 1);
});
