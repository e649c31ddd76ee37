import { posix } from 'node:path';

import type { OverlayRendering, Side, SourceChange, SourceFiles } from '@fingerpost/changes';

import type { ComparedEnvironment, Comparison, EnvironmentState } from './comparison.ts';
import { isSameFolder, readEnvironmentFolder } from './environment-folder.ts';
import type { EnvironmentFolder } from './environment-folder.ts';
import type { OpenedRenderings } from './open-renderings.ts';
import { findOverlays, selectOverlays } from './overlays.ts';
import type { Overlay, Selection } from './overlays.ts';

/**
 * Renders two states of a repository and pairs their overlays. Where overlays are chosen, all others are taken to be on
 * the old side as they are on the new one, so that what is told is what the chosen ones mean.
 * @param root the folder that holds `overlays`
 */
export function compareSides(
  root: string,
  before: Side,
  after: Side,
  { renderings, cache, notices }: OpenedRenderings,
  selection: Selection,
  directory: string,
): Omit<Comparison, 'before' | 'after' | 'title' | 'headings' | 'footer'> {
  const oldOverlays = overlaysOf(before, root);
  const newOverlays = overlaysOf(after, root);
  const all = new Map([...oldOverlays, ...newOverlays].map((overlay) => [overlay.id, overlay]));
  const chosen = selectOverlays([...all.values()].toSorted(byId), selection, directory);
  const ids = new Set(chosen.map(({ id }) => id));
  const names = [...new Set(chosen.map(({ environment }) => environment))];
  const [old = new Map(), now = new Map()] = renderings.render([
    { side: before, overlays: oldOverlays.filter(({ id }) => ids.has(id)) },
    {
      side: after,
      overlays: newOverlays.filter(({ environment }) => names.includes(environment)),
    },
  ]);
  const pairs = chosen.map(({ id }) => ({
    overlay: id,
    before: old.get(id),
    after: now.get(id),
  }));

  const folders = new Map<string, EnvironmentFolder>();
  const environments = names.flatMap((name): ComparedEnvironment[] => {
    const isOwn = ({ environment }: Overlay): boolean => environment === name;
    const both = [before, after].map((side) => folderOf(side, root, name));
    const [oldFolder = [], newFolder = []] = both;
    folders.set(name, newFolder);
    const differs =
      !isSameFolder(oldFolder, newFolder) ||
      pairs.some((pair) => pair.before !== pair.after && pair.overlay.startsWith(`${name}/`));
    if (!differs) return [];
    const newState = stateOf(after, newFolder, newOverlays.filter(isOwn), (id) => now.get(id));
    const known = new Set(oldOverlays.filter(isOwn).map(({ id }) => id));
    const oldState = stateOf(
      before,
      oldFolder,
      [...all.values()].filter(isOwn).filter(({ id }) => (ids.has(id) ? known.has(id) : true)),
      (id) => (ids.has(id) ? old.get(id) : now.get(id)),
    );
    const show = (path: string): string => after.files.displayPath?.(path) ?? path;
    return [{ name, root, show, before: oldState, after: newState }];
  });
  renderings.save();
  const sources = sourcesOf(before, after);
  return {
    pairs,
    environments,
    environmentFiles: environments.flatMap(touchedFiles),
    newSide: { root, showInErrors: after.showInErrors, folders },
    sources,
    expected: [],
    notices,
    cache,
    shownFrom: posix.relative(root, directory),
  };
}

/** The files that say what an environment is and are not the same on both sides. */
function touchedFiles({ name, show, before, after }: ComparedEnvironment): SourceChange[] {
  // One that is new or gone is told as a whole.
  if (!before || !after) return [];
  const [old, now] = [new Map(before.folder), new Map(after.folder)];
  return [...new Set([...old.keys(), ...now.keys()])].toSorted().flatMap((path) => {
    if (old.get(path) === now.get(path)) return [];
    const [isOld, isNew] = [old.has(path), now.has(path)];
    const status = isOld && isNew ? 'changed' : isNew ? 'added' : 'removed';
    return [{ file: show(path), status, environment: name, changed: [], masked: [], without: [] }];
  });
}

function overlaysOf(side: Side, root: string): Overlay[] {
  return side.findOverlays(root, findOverlays).map(({ id, directory }) => {
    const [environment = '', unit = ''] = id.split('/');
    return { id, directory, environment, unit };
  });
}

function folderOf(side: Side, root: string, name: string): EnvironmentFolder {
  const text = side.remember(`environment ${root} ${name}`, (files) =>
    JSON.stringify(readEnvironmentFolder(files, root, name)),
  );
  return JSON.parse(text) as EnvironmentFolder;
}

function stateOf(
  { showInErrors }: Side,
  folder: EnvironmentFolder,
  overlays: readonly Overlay[],
  find: (id: string) => OverlayRendering | undefined,
): EnvironmentState | undefined {
  if (overlays.length === 0) return undefined;
  return {
    folder,
    showInErrors,
    overlays: new Map(
      overlays.toSorted(byId).flatMap(({ id }) => {
        const rendering = find(id);
        return rendering ? [[id, rendering]] : [];
      }),
    ),
  };
}

/** The files of both sides, as sources of the edit. */
function sourcesOf(before: Side, after: Side): SourceFiles {
  return {
    displayPath: (path) => after.files.displayPath?.(path) ?? path,
    statusOf(path) {
      const [isOld, isNew] = [before, after].map(({ files }) => files.kind(path) !== undefined);
      if (isOld !== isNew) return isNew ? 'added' : 'removed';
      const id = before.files.blobId(path);
      return id === after.files.blobId(path) && (id !== undefined || !isOld) ? 'same' : 'changed';
    },
    readFile: (side, path) => (side === 'before' ? before : after).files.readFile(path),
  };
}

function byId(a: Overlay, b: Overlay): number {
  return a.id < b.id ? -1 : 1;
}
