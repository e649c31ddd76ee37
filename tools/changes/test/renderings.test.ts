import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import fc from 'fast-check';
import { build, diskFileSystem, KustomizeError, verbatimOf } from 'kustomize-ts';
import type { FileSystem, Node } from 'kustomize-ts';

import { openCache, openRenderings, resolveCommit, revisionFileSystem } from '../src/index.ts';
import type { ContentCache, OverlayRendering, RenderingsOptions } from '../src/index.ts';
import type { Stamps } from '../src/renderings/stamps.ts';
import { workingFiles } from '../src/renderings/working-files.ts';
import { applyEdit, edits, makeRepository, MONOREPO, reset } from './monorepo.ts';
import type { Repository } from './monorepo.ts';

/** How long a file is left alone in these tests before its time is believed, in milliseconds. */
const SETTLED_AFTER = 15;

function findOverlays(fileSystem: FileSystem, top: string) {
  return (fileSystem.readDirectory(`${top}/overlays`) ?? []).flatMap((environment) =>
    (fileSystem.readDirectory(`${top}/overlays/${environment}`) ?? []).flatMap((unit) => {
      const directory = `${top}/overlays/${environment}/${unit}`;
      const isOverlay = fileSystem.kind(`${directory}/kustomization.yaml`) === 'file';
      return isOverlay ? [{ id: `${environment}/${unit}`, directory }] : [];
    }),
  );
}

function describeError(error: unknown): string {
  if (error instanceof KustomizeError) return error.message;
  throw error;
}

/** All that can be seen of a rendering, as text. */
function show(rendering: OverlayRendering): string {
  if (rendering.status === 'failed') return rendering.error;
  const { yaml, resources, inputs, lookups, warnings, removed } = rendering.load();
  return JSON.stringify(
    { yaml, resources, inputs, lookups, warnings, removed },
    (key, value: unknown) => {
      if (key === 'source') return (value as { path: string }).path;
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(
        Object.entries(value)
          .filter(
            ([name, field]) => field !== undefined && field !== false && !isStale(name, value),
          )
          .toSorted(([one], [other]) => (one < other ? -1 : 1)),
      );
    },
  );
}

/** Where a text stood before something changed it: nobody can ask for that. */
function isStale(name: string, item: object): boolean {
  return name === 'verbatim' && verbatimOf(item as Node) === undefined;
}

/** Where two texts part. */
function firstDifference(one: string, other: string): string[] {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return [one, other].map((text) => text.slice(Math.max(0, at - 80), at + 120));
}

interface Run {
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  /** The overlays for which both sides have the same rendering. */
  readonly same: readonly string[];
  /** How many were built. */
  readonly built: number;
  readonly digests: readonly string[];
}

function run({ root }: Repository, cache: ContentCache | undefined): Run {
  let built = 0;
  const renderings = openRenderings({
    root,
    directory: path.join(root, 'overlays'),
    cache,
    describeError,
    settledAfter: SETTLED_AFTER,
    startProgress: (_, total) => {
      built += total;
      return { step: () => {}, stop: () => {} };
    },
  });
  const after = renderings.workingTree();
  const before = renderings.revision(root, resolveCommit(root, 'main', '--base'));
  const [now, then] = renderings.render([
    { side: after, overlays: after.findOverlays(root, findOverlays) },
    { side: before, overlays: before.findOverlays(root, findOverlays) },
  ]);
  const showAll = (side: ReadonlyMap<string, OverlayRendering>) =>
    Object.fromEntries([...side].map(([id, rendering]) => [id, show(rendering)]));
  const result = {
    after: showAll(now!),
    before: showAll(then!),
    same: [...now!.keys()].filter((id) => now!.get(id) === then!.get(id)),
    built,
    digests: [...now!.values()].map((r) => (r.status === 'rendered' ? r.digest() : '')),
  };
  renderings.save();
  return result;
}

/** The same, as the engine alone says it. */
function fresh({ root }: Repository): Pick<Run, 'before' | 'after'> {
  const sides = {
    after: diskFileSystem(),
    before: revisionFileSystem(root, resolveCommit(root, 'main', '--base'), root),
  };
  const showPath = (name: string): string => path.posix.relative(`${root}/overlays`, name) || '.';
  function buildAll(files: FileSystem, inErrors: (name: string) => string) {
    return Object.fromEntries(
      findOverlays(files, root).map(({ id, directory }) => {
        const options = { strict: true, trace: true } as const;
        try {
          const fileSystem = { ...files, displayPath: showPath };
          const done = build(directory, { ...options, fileSystem });
          return [
            id,
            show({ status: 'rendered', key: () => '', digest: () => '', load: () => done }),
          ];
        } catch {
          try {
            build(directory, { ...options, fileSystem: { ...files, displayPath: inErrors } });
          } catch (error) {
            return [id, describeError(error)];
          }
          return [id, 'builds only sometimes'];
        }
      }),
    );
  }
  return {
    after: buildAll(sides.after, showPath),
    before: buildAll(sides.before, sides.before.displayPath),
  };
}

function cacheOf(t: ExecutionContext, { root }: Repository): ContentCache | undefined {
  return openCache(root, { notice: (line) => t.fail(line) });
}

test('with a warm cache all is as the engine says it is', async (t) => {
  const repository = makeRepository(MONOREPO);
  t.teardown(() => fs.rmSync(repository.root, { recursive: true }));
  let taken = 0;
  let same = 0;
  let failed = 0;
  let different = 0;
  const round = fc.record({
    edits: fc.array(edits, { minLength: 1, maxLength: 3 }),
    wait: fc.boolean(),
  });
  const property = fc.asyncProperty(
    fc.array(round, { minLength: 2, maxLength: 5 }),
    async (rounds) => {
      reset(repository);
      repository.commit();
      for (const { edits: steps, wait } of rounds) {
        for (const edit of steps) applyEdit(repository, edit);
        if (wait) await setTimeout(SETTLED_AFTER + 5);
        const expected = fresh(repository);
        for (const cache of [cacheOf(t, repository), cacheOf(t, repository), undefined]) {
          const { before, after, ...rest } = run(repository, cache);
          if (
            JSON.stringify({ before, after }) !==
            JSON.stringify({ before: expected.before, after: expected.after })
          ) {
            for (const side of ['before', 'after'] as const) {
              const [got, wanted] = [{ before, after }[side], expected[side]];
              for (const id of new Set([...Object.keys(got), ...Object.keys(wanted)])) {
                if (got[id] === wanted[id]) continue;
                t.log(side, id, ...firstDifference(got[id] ?? '', wanted[id] ?? ''));
              }
            }
            return false;
          }
          if (!cache) continue;
          taken += Object.keys(after).length + Object.keys(before).length - rest.built;
          same += rest.same.length;
          failed += rest.digests.filter((digest) => digest === '').length;
          different += Object.keys(after).filter((id) => !rest.same.includes(id)).length;
        }
      }
      return true;
    },
  );
  const {
    failed: isWrong,
    seed,
    counterexample,
    numRuns,
  } = await fc.check(property, {
    numRuns: Number(process.env['RUNS'] ?? 8),
    timeout: 30_000,
    interruptAfterTimeLimit: 60_000,
  });
  t.log(
    `${numRuns} runs, ${taken} taken, ${same} same, ${different} not, ${failed} failed, seed ${seed}`,
  );
  t.false(isWrong, JSON.stringify(counterexample, null, 1));
  t.true(taken > 100 && same > 20 && failed > 3 && different > 10);
});

test('the time of a file is believed when it was left alone before it was read', async (t) => {
  const { root, write } = makeRepository({ 'a.yaml': 'one', 'b.yaml': 'two' });
  t.teardown(() => fs.rmSync(root, { recursive: true }));
  const noted = new Map<string, { stamp: string; id: string }>();
  const stamps: Stamps = {
    find: (name, stamp) => (noted.get(name)?.stamp === stamp ? noted.get(name)?.id : undefined),
    note: (name, stamp, id) => void noted.set(name, { stamp, id }),
    save: () => {},
  };
  const open = (settledAfter: number) => workingFiles(root, { hash: 'sha1', stamps, settledAfter });
  const at = (name: string): string => path.join(root, name);
  t.true(open(60_000).blobId(at('a.yaml')) !== undefined);
  t.is(noted.size, 0);
  await setTimeout(50);
  const first = open(20).blobId(at('a.yaml'));
  t.deepEqual([...noted.keys()], ['a.yaml']);

  // From here on it is believed without being read.
  noted.set('a.yaml', { ...noted.get('a.yaml')!, id: 'believed' });
  t.is(open(20).blobId(at('a.yaml')), 'believed');
  // The same size and the same time, but another content.
  const { atime, mtime } = fs.statSync(at('a.yaml'));
  fs.writeFileSync(at('a.yaml'), 'ONE');
  fs.utimesSync(at('a.yaml'), atime, mtime);
  t.is(fs.statSync(at('a.yaml')).mtimeMs, mtime.getTime());
  const second = open(20).blobId(at('a.yaml'));
  t.not(second, 'believed');
  t.not(second, first);
  // Another file in its place.
  noted.set('b.yaml', { ...noted.get('a.yaml')!, id: 'believed' });
  write({ 'b.yaml': 'new' });
  t.not(open(20).blobId(at('b.yaml')), 'believed');
});

test('what changes while it is rendered is rendered, and not kept', (t) => {
  const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
  const overlay = 'components: [../../../settings]\n';
  // Components are read for each overlay anew.
  const { root, write } = makeRepository({
    'settings/kustomization.yaml': `${component}configMapGenerator: [{name: settings, files: [a.txt]}]\n`,
    'settings/a.txt': 'one\n',
    'overlays/dev/a/kustomization.yaml': overlay,
    'overlays/dev/b/kustomization.yaml': overlay,
    'overlays/prod/a/kustomization.yaml': overlay,
  });
  t.teardown(() => fs.rmSync(root, { recursive: true }));
  const cache = openCache(root, { notice: (line) => t.fail(line) });
  const open = (startProgress?: RenderingsOptions['startProgress']) => {
    const renderings = openRenderings({
      root,
      directory: root,
      cache,
      describeError,
      ...(startProgress ? { startProgress } : {}),
    });
    const side = renderings.workingTree();
    const overlays = side.findOverlays(root, findOverlays);
    const [rendered] = renderings.render([{ side, overlays }]);
    renderings.save();
    return (id: string): string => {
      const rendering = rendered?.get(id);
      return rendering?.status === 'rendered' ? rendering.load().yaml : (rendering?.error ?? '');
    };
  };
  const settings = 'settings/a.txt';
  const now = open((_, total) => {
    let step = 0;
    return {
      step: () => {
        // Between the builds of two overlays that read it.
        if (++step === total) write({ [settings]: 'other\n' });
      },
      stop: () => {},
    };
  });
  t.true(now('dev/a').includes('one'));
  t.true(now('dev/b').includes('one'));
  t.true(now('prod/a').includes('other'));
  const later = open();
  t.true(later('dev/a').includes('other'));
  t.true(later('prod/a').includes('other'));
  write({ [settings]: 'one\n' });
  const back = open();
  for (const id of ['dev/a', 'dev/b', 'prod/a']) t.true(back(id).includes('one'), id);
});
