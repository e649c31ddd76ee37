import { getField, originsOf } from 'kustomize-ts';
import type { Node, Origin, Resource } from 'kustomize-ts';

import type { MaskedField } from '../changes.ts';
import { builtInType } from '../field/list-type.ts';
import { formatPath } from '../field/path.ts';
import { formatIdentity } from '../resource/identity.ts';
import { isConfidentialPlace, isSecret, MASK } from '../resource/mask-secret.ts';
import { findDifferences, takenResources, visitOrigins } from './differences.ts';
import type { Difference, Differences, TracedBuild } from './differences.ts';
import { findCauses } from './find-causes.ts';
import type { Causes } from './find-causes.ts';
import { segmentsOf } from './location.ts';
import { overlayFiles } from './overlay-files.ts';
import type { OverlayFiles } from './overlay-files.ts';
import { birthOf } from './pair-resources.ts';
import type { KnownFiles } from './source-files.ts';
import { differs } from './stations.ts';
import type { Station } from './stations.ts';

/** What the touched files do to one overlay; those that do neither have no effect. */
export interface Effects {
  /** All touched files that the overlay reads. */
  readonly files: OverlayFiles;
  readonly changed: ReadonlySet<string>;
  readonly masked: ReadonlyMap<string, readonly MaskedField[]>;
}

/** Decides for each touched file that an overlay reads what it does there; undefined stands for what does not render. */
export function effectsOf(
  before: TracedBuild | undefined,
  after: TracedBuild | undefined,
  known: KnownFiles,
): Effects {
  const files = overlayFiles(before, after, known);
  const all = new Set(files.touched.keys());
  if (!before || !after)
    return { files, changed: before || after ? all : new Set(), masked: new Map() };
  if (all.size === 0) return { files, changed: all, masked: new Map() };
  const differences = findDifferences(before, after);
  const causes = findCauses(differences.fields, files, known);
  const changed = new Set<string>();
  const masked = new Map<string, MaskedField[]>();
  for (const difference of differences.fields) {
    const own = new Set(difference.changed ? causes.of(difference) : []);
    for (const file of own) changed.add(file);
    for (const [file, field] of maskedBy(difference, own, causes, files)) {
      const fields = masked.get(file);
      if (fields) fields.push(field);
      else masked.set(file, [field]);
    }
  }
  if (before.yaml === after.yaml) return { files, changed, masked };
  for (const file of causesOfPresence(differences, before, after, files, causes)) changed.add(file);
  for (const file of causesOfOrder(differences, files)) changed.add(file);
  // Something that is told nowhere: any of them may be behind it.
  return { files, changed: changed.size > 0 ? changed : all, masked };
}

/** The files whose station differs although the value does not, or not by them, with what sets the field instead. */
function maskedBy(
  difference: Difference,
  causes: ReadonlySet<string>,
  { saying }: Causes,
  files: OverlayFiles,
): Map<string, MaskedField> {
  const { before, after } = difference.stations;
  const found = new Map<string, MaskedField>();
  function add(station: Station, side: 'before' | 'after', by: Station | undefined): void {
    for (const file of saying(station, side, difference)) {
      if (by && !causes.has(file) && !found.has(file))
        found.set(file, maskedField(difference, by.origin));
    }
  }
  const setLast = after.at(-1);
  const setBefore = before.at(-1);
  after.forEach((station, i) => {
    if (!differs(station)) return;
    if (i < after.length - 1) add(station, 'after', setLast);
    // Something that nobody touched said so before; now it changes nothing any more.
    else if (
      setBefore &&
      setBefore !== before[0] &&
      !setBefore.other &&
      !files.touched.has(setBefore.origin.path)
    ) {
      add(station, 'after', setBefore);
    }
  });
  before.forEach((station, i) => {
    if (station.other) return;
    if (before.slice(i + 1).some(({ other }) => other)) add(station, 'before', setLast);
  });
  return found;
}

const GONE = '(removed)';

function maskedField(
  { resource, steps, field, after }: Difference,
  { path: file, line, column, by }: Origin,
): MaskedField {
  const segments = segmentsOf(steps, builtInType(resource.apiVersion, resource.kind));
  const value = after ? (originsOf(after).at(-1)?.value ?? '') : GONE;
  const shown = isSecret(resource) && isConfidentialPlace(segments) ? MASK : value;
  return {
    resource: formatIdentity(resource),
    path: field ?? formatPath(segments),
    value: shown,
    place: { file, line, column, by },
  };
}

/** What adds to a resource whatever it is; it is not by it that one is there. */
const GENERAL: ReadonlySet<string> = new Set([
  'namespace',
  'namePrefix',
  'nameSuffix',
  'labels',
  'commonLabels',
  'commonAnnotations',
  'managedByLabel',
  'name reference',
  'name suffix hash',
]);

/** The files by which resources came or went. */
function causesOfPresence(
  { removed, added }: Differences,
  before: TracedBuild,
  after: TracedBuild,
  files: OverlayFiles,
  causes: Causes,
): Set<string> {
  const found = new Set<string>();
  const takenNow = takenResources(after.removed);
  const takenBefore = takenResources(before.removed);
  for (const resource of removed) add(resource, takenNow(resource), 'before');
  for (const resource of added) add(resource, takenBefore(resource), 'after');
  return found;

  function add(resource: Resource, taken: Origin | undefined, side: 'before' | 'after'): void {
    const birth = birthOf(resource).file;
    const why = taken ? takenFrom(taken) : broughtBy(resource, birth, side);
    for (const file of why) found.add(file);
    if (taken && side === 'after') {
      // While it was taken away nothing was noted of it: whatever was edited may have been edited for it.
      if (files.touched.has(birth)) found.add(birth);
      for (const file of files.suspects(undefined)) found.add(file);
    }
    visitOrigins(resource.node, ({ path, by }) => {
      if (path !== birth && files.touched.has(path) && !GENERAL.has(by)) found.add(path);
    });
  }

  function takenFrom({ path }: Origin): readonly string[] {
    return files.touched.has(path) ? [path] : files.suspects(path);
  }

  function broughtBy(
    resource: Resource,
    birth: string,
    side: 'before' | 'after',
  ): readonly string[] {
    const [origin] = originsOf(getField(resource.node, 'kind'));
    if (!origin) return files.suspects(undefined);
    const station: Station = { origin, input: undefined, other: undefined };
    const difference = { resource, steps: [], before: undefined, after: undefined, changed: true };
    const stations = { before: [], after: [] };
    const own = causes.behind(station, side, { ...difference, stations });
    if (own.length > 0) return own;
    return files.readsOnBoth(birth) ? files.suspects(birth) : files.listedBy(birth);
  }
}

/** The files that have a part in lists whose order changed. */
function causesOfOrder({ reordered }: Differences, files: OverlayFiles): Set<string> {
  const found = new Set<string>();
  function visit(node: Node): void {
    visitOrigins(node, ({ path }) => {
      if (files.touched.has(path)) found.add(path);
    });
  }
  for (const [before, after] of reordered) {
    visit(before);
    visit(after);
  }
  return found;
}
