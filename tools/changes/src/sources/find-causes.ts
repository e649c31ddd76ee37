import { bothSides, filesOfContent } from './generated-content.ts';
import type { Difference } from './differences.ts';
import type { OverlayFiles } from './overlay-files.ts';
import type { KnownFiles } from './source-files.ts';
import { differs } from './stations.ts';
import type { Station } from './stations.ts';

export type Side = 'before' | 'after';

/** Tells which touched files are behind a difference. */
export interface Causes {
  /** The files by which a station says something else, with what lists them; empty where it does not tell. */
  behind(station: Station, side: Side, difference: Difference): readonly string[];
  /** The files that say what a station says. */
  saying(station: Station, side: Side, difference: Difference): readonly string[];
  /** The files by which the output differs there; never empty unless something else explains it. */
  of(difference: Difference): readonly string[];
}

/** What takes a value from another field, which has its own stations. */
const COPIES: ReadonlySet<string> = new Set(['replacements', 'vars', 'name reference']);

const GENERATORS: ReadonlySet<string> = new Set([
  'configMapGenerator',
  'secretGenerator',
  'generators',
]);

const AFFIXES: ReadonlySet<string> = new Set(['namePrefix', 'nameSuffix']);

/** A hash follows what it is made of, which differs somewhere else in the resource. */
const HASH = 'name suffix hash';

/** What works on the value that it finds: the stations before it still matter. */
const DERIVED: ReadonlySet<string> = new Set([
  ...AFFIXES,
  ...COPIES,
  HASH,
  'images',
  'transformers',
]);

export function findCauses(
  differences: readonly Difference[],
  files: OverlayFiles,
  known: KnownFiles,
): Causes {
  const { touched } = files;
  let copied: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  function saying(station: Station, side: Side, difference: Difference): readonly string[] {
    return filesOf(station, side, difference, saidIn);
  }

  function behind(station: Station, side: Side, difference: Difference): readonly string[] {
    return filesOf(station, side, difference, written);
  }

  /** @param own of the station itself */
  function filesOf(
    station: Station,
    side: Side,
    difference: Difference,
    own: (station: Station) => readonly string[],
  ): readonly string[] {
    const { origin, other } = station;
    const [old, now] = bothSides(station, side);
    if (origin.by === HASH) return [];
    if (COPIES.has(origin.by)) {
      copied ??= indexCopies();
      const sources = copied.get(copyKey(old?.value, now?.value));
      if (sources) return other ? [...sources] : [...new Set([...sources, ...own(station)])];
      return origin.by === 'name reference' ? [] : own(station);
    }
    if (GENERATORS.has(origin.by)) {
      const key = difference.steps.findLast((step) => typeof step === 'string') ?? '';
      const contents = filesOfContent(key, old, now, touched.values(), known);
      if (contents.length === 0) return own(station);
      return other ? contents : [...contents, ...own(station)];
    }
    return own(station);
  }

  /** The file in which the station stands, if it was touched. */
  function saidIn(station: Station): readonly string[] {
    const { origin, other } = station;
    const file = touched.get(origin.path);
    if (!file) return [];
    if (other && AFFIXES.has(origin.by) && affixOf(station) === affixOf(other)) return [];
    // An edit of a file that is not read any more means nothing.
    return other || file.status !== 'changed' || files.readsNow(file.file) ? [file.file] : [];
  }

  /** With what lists the file, where only one side reads it. */
  function written(station: Station): readonly string[] {
    const { origin, other } = station;
    const own = saidIn(station);
    if (other || !touched.has(origin.path) || files.readsOnBoth(origin.path)) return own;
    const all = new Set([...own, ...files.listedBy(origin.path)]);
    return all.size > 0 ? [...all] : [origin.path];
  }

  /** By the two values of a station: the files behind it. Built when a copy is met, from all but copies. */
  function indexCopies(): ReadonlyMap<string, ReadonlySet<string>> {
    const index = new Map<string, Set<string>>();
    copied = index;
    for (const difference of differences) {
      for (const side of ['before', 'after'] as const) {
        const stations = difference.stations[side];
        stations.forEach((station, i) => {
          if (!differs(station) || COPIES.has(station.origin.by)) return;
          const { causes } = walkBack(stations.slice(0, i + 1), side, difference);
          // What follows a hash needs no cause of its own either.
          if (causes.size === 0 && station.origin.by !== HASH) return;
          const [old, now] = bothSides(station, side);
          // A copy that is new has no old value, whatever its source had.
          for (const key of new Set([
            copyKey(old?.value, now?.value),
            copyKey(undefined, now?.value),
          ])) {
            let found = index.get(key);
            if (!found) index.set(key, (found = new Set()));
            for (const file of causes) found.add(file);
          }
        });
      }
    }
    return index;
  }

  /** The causes from the last station to the first one that sets the value, and the station that none explains. */
  function walkBack(
    stations: readonly Station[],
    side: Side,
    difference: Difference,
  ): { causes: Set<string>; open: Station | undefined } {
    const causes = new Set<string>();
    let pending: Station | undefined;
    for (const station of stations.toReversed()) {
      if (side === 'after' ? !differs(station) : station.other) break;
      const found = behind(station, side, difference);
      for (const file of found) causes.add(file);
      if (!DERIVED.has(station.origin.by)) {
        return { causes, open: found.length === 0 ? station : undefined };
      }
      if (found.length === 0) pending ??= station;
    }
    return { causes, open: causes.size === 0 ? pending : undefined };
  }

  function causesOf(difference: Difference): readonly string[] {
    const { stations } = difference;
    const now = walkBack(stations.after, 'after', difference);
    const old = walkBack(stations.before, 'before', difference);
    const causes = new Set([...now.causes, ...old.causes]);
    const isKnown = causes.size > 0;
    for (const [open, side] of [
      [now.open, 'after'],
      [old.open, 'before'],
    ] as const) {
      // What both sides read, and nobody touched, may follow from the causes: an image that has another name now.
      if (!open || (isKnown && files.readsOnBoth(open.origin.path))) continue;
      for (const file of causesOfOpen(open, side)) causes.add(file);
    }
    if (causes.size > 0 || now.open || old.open) return [...causes];
    // The same text of another type, or a field that is gone without a trace.
    const all = [...stations.before, ...stations.after].toReversed();
    const station = all.find(({ origin }) => touched.has(origin.path));
    return station ? [station.origin.path] : files.suspects(undefined);
  }

  /** Who may have brought or taken a station that stands in a file nobody touched. */
  function causesOfOpen(open: Station, side: Side): readonly string[] {
    const { origin, other } = open;
    if (origin.by === HASH) return [];
    const [old, now] = bothSides(open, side);
    if (COPIES.has(origin.by) && copied?.has(copyKey(old?.value, now?.value))) return [];
    if (!other && !files.readsOnBoth(origin.path)) return files.listedBy(origin.path);
    return files.suspects(origin.path);
  }

  return { behind, saying, of: causesOf };
}

function copyKey(old: string | undefined, now: string | undefined): string {
  return JSON.stringify([old ?? null, now ?? null]);
}

/** What was put around the value that was found. */
function affixOf({
  origin,
  input,
}: Pick<Station, 'input'> & Pick<Station, 'origin'>): string | undefined {
  if (input === undefined || input === '') return origin.value;
  return origin.value?.split(input, 2).join('\0');
}
