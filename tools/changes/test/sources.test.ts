import test from 'ava';
import { build, createBuildCache, memoryFileSystem } from 'kustomize-ts';
import type { Build } from 'kustomize-ts';

import { compareSources, findDrift, parsePath } from '../src/index.ts';
import type { Drift, SourceChange } from '../src/index.ts';
import { CASES, edited } from './sources/cases.ts';
import type { Files } from './sources/cases.ts';
import { DRIFT_CASES } from './sources/drift-cases.ts';

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
