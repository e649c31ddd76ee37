import assert from 'node:assert/strict';

import test from 'ava';
import fc from 'fast-check';
import { build, createBuildCache, memoryFileSystem, originsOf, visitLeaves } from 'kustomize-ts';
import type { Build, Origin, Resource } from 'kustomize-ts';

import { compareSources, findDrift, parsePath } from '../src/index.ts';
import type { Drift, MaskedField, SourceChange } from '../src/index.ts';
import { CASES, edited } from './sources/cases.ts';
import type { Files } from './sources/cases.ts';
import { DRIFT_CASES } from './sources/drift-cases.ts';
import { editedMonorepo } from './sources/random-monorepo.ts';

const ROOT = '/r/';

/** Compares two trees whose overlays are the folders below `overlays/<environment>`. */
function compareTrees(before: Files, after: Files): readonly SourceChange[] {
  const sides = { before: side(before), after: side(after) };
  const ids = new Set([...sides.before.builds.keys(), ...sides.after.builds.keys()]);
  return compareSources({
    overlays: [...ids].map((overlay) => ({
      overlay,
      before: sides.before.builds.get(overlay),
      after: sides.after.builds.get(overlay),
    })),
    files: {
      displayPath: (path) => path.slice(ROOT.length),
      readFile: (of, path) => sides[of].fileSystem.readFile(path),
      statusOf(path) {
        const [old, now] = [sides.before, sides.after].map(({ fileSystem }) =>
          fileSystem.readFile(path),
        );
        if (!old) return 'added';
        if (!now) return 'removed';
        return Buffer.compare(old, now) === 0 ? 'same' : 'changed';
      },
    },
  });
}

function side(files: Files) {
  const tree = memoryFileSystem(files, ROOT);
  const fileSystem = { ...tree, displayPath: (path: string) => path.slice(ROOT.length) };
  const cache = createBuildCache();
  const builds = new Map<string, Build>();
  for (const name of Object.keys(files)) {
    const [, overlay] = /^overlays\/([^/]+\/[^/]+)\/kustomization\.yaml$/.exec(name) ?? [];
    if (overlay === undefined) continue;
    try {
      builds.set(overlay, build(`${ROOT}overlays/${overlay}`, { fileSystem, cache, trace: true }));
    } catch {
      // It does not render on this side.
    }
  }
  return { fileSystem, builds };
}

/** One line for each file, those of masked fields below. */
function show(changes: readonly SourceChange[]): string[] {
  return changes.flatMap(({ file, status, changed, masked, without }) => [
    [
      `${status} ${file}:`,
      changed.length > 0 ? ` changed ${changed.join(', ')}` : '',
      without.length > 0 ? ` without ${without.join(', ')}` : '',
    ].join(''),
    ...masked.flatMap(({ overlay, fields }) =>
      fields.map(({ resource, path, value, place }) => {
        const at = `${place.file}:${place.line}:${place.column} ${place.by}`;
        const name = resource.replace(/-[a-z0-9]{10}$/, '-HASH');
        return `  masked ${overlay}: ${name} ${path} is ${value} by ${at}`;
      }),
    ),
  ]);
}

for (const { title, before, edit, expected } of CASES) {
  test(title, (t) => {
    t.deepEqual(show(compareTrees(before, edited(before, edit))), expected);
  });
}

/** The stations of a value by its path, or of what was taken away. */
function stationsAt(built: Build | undefined, resource: string, path: string): readonly Origin[] {
  const wanted = path.replace(/\[(web|http)\]/g, '[0]');
  const found = built?.resources.find((own) => formatOwn(own) === resource);
  let stations: readonly Origin[] | undefined;
  if (found) {
    visitLeaves(found.node, '', (at, node) => {
      if (at === wanted) stations = originsOf(node);
    });
  }
  const taken = built?.removed.find((own) => formatOwn(own) === resource && own.field === wanted);
  return stations ?? taken?.origins ?? [];
}

/** What the resource is called in its base: kind and name without prefix, namespace and hash. */
function formatOwn({ kind, name }: Pick<Resource, 'kind' | 'name'>): string {
  return `${kind} ${name.replace(/-[a-z0-9]{10}$/, '').replace(/^[ab]-/, '')}`;
}

/** Whether the output is what it was, or another file set it, although the file says something else. */
function isMasked(
  { resource, path, value, place }: MaskedField,
  file: string,
  before: Build | undefined,
  after: Build | undefined,
): boolean {
  const [kind = '', name = ''] = resource.split(/ (?:.*\/)?/);
  const stem = formatOwn({ kind, name });
  const [old, now] = [before, after].map((built) => stationsAt(built, stem, path));
  if (!old || !now) return false;
  // A generator's file has its station where it is listed, a copy where it is copied.
  const said = (stations: readonly Origin[]): string =>
    JSON.stringify(
      stations
        .filter((origin) => origin.path === file || /Generator|replacements/.test(origin.by))
        .map(({ by, value: text }) => [by, text]),
    );
  const last = now.at(-1);
  const sameValue = old.at(-1)?.value === last?.value;
  const isLast = last?.path === place.file && last.line === place.line;
  return (
    said(old) !== said(now) &&
    (sameValue || isLast) &&
    (last?.value ?? '(removed)') === value &&
    [old, now].some((stations) => {
      const end = stations.at(-1);
      return end?.path === place.file && end.line === place.line && end.by === place.by;
    })
  );
}

test('random edits of random monorepos: no overlay is lost, none is told that is the same', (t) => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
  t.log(`seed ${seed}`);
  fc.assert(
    fc.property(editedMonorepo, ([before, after]) => {
      const [old, now] = [side(before).builds, side(after).builds];
      const changes = compareTrees(before, after);
      const changed = new Set(changes.flatMap((change) => change.changed));
      for (const overlay of now.keys()) {
        const differs = old.get(overlay)?.yaml !== now.get(overlay)?.yaml;
        assert.equal(changed.has(overlay), differs, overlay);
      }
      for (const { file, changed: own, masked, without } of changes) {
        const maskedIn = masked.map(({ overlay }) => overlay);
        assert.equal(new Set([...own, ...without]).size, own.length + without.length, file);
        assert.ok(!maskedIn.some((overlay) => without.includes(overlay)), file);
        for (const { overlay, fields } of masked) {
          assert.ok(fields.length > 0);
          for (const field of fields) {
            assert.ok(
              isMasked(field, file, old.get(overlay), now.get(overlay)),
              JSON.stringify(field),
            );
          }
        }
      }
    }),
    { seed, numRuns: Number(process.env['RUNS'] ?? 100) },
  );
  t.pass();
});

/** Looks for drift between all folders below `overlays`. */
function driftOf(before: Files, after: Files, meant: string | undefined): readonly Drift[] {
  const [old, now] = [side(before), side(after)];
  const ids = [...new Set([...old.builds.keys(), ...now.builds.keys()])].toSorted();
  const path = meant === undefined ? undefined : parsePath(meant);
  const units = Map.groupBy(ids, (id) => id.split('/')[1] ?? '');
  return findDrift(
    [...units].map(([unit, overlays]) => ({
      unit,
      environments: overlays.map((id) => ({
        environment: id.split('/')[0] ?? '',
        before: old.builds.get(id),
        after: now.builds.get(id),
        expected: path && id.startsWith('prod/') ? [path] : [],
      })),
    })),
  );
}

/** One line for each drift, one below for each environment. */
function showDrift(drifts: readonly Drift[]): string[] {
  return drifts.flatMap(({ unit, resource, path, values }) => [
    `${unit} ${resource.replace(/-[a-z0-9]{10}$/, '-HASH')} ${path}`,
    ...values.map(({ environment, value, place }) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return value === undefined
        ? `  ${environment}`
        : `  ${environment} ${text} ${place?.file}:${place?.line}:${place?.column} ${place?.by}`;
    }),
  ]);
}

for (const { title, before, edit, meant, expected } of DRIFT_CASES) {
  test(`drift: ${title}`, (t) => {
    t.deepEqual(showDrift(driftOf(before, edited(before, edit), meant)), expected);
  });
}
