import { isDeepStrictEqual } from 'node:util';
import type { EndpointsRecord, SliceRecord } from '../../src/index.ts';

/** What is compared: texts, sorted, as nothing of it has an order. */
export interface Comparable {
  readonly slices: readonly string[];
  /** How many endpoints of each Service are meant for another zone than theirs. */
  readonly elsewhere: readonly string[];
  readonly endpoints: readonly string[];
}

export interface Records {
  readonly slices: readonly SliceRecord[];
  readonly endpoints: readonly EndpointsRecord[];
}

/**
 * Brings answers into one form: which endpoints share one of several slices is by chance, so slices that differ in
 * nothing else are put together beside their sizes; where hints are by chance, only that there are some is left of them.
 */
export function comparable({ slices, endpoints }: Records, hintsByChance: boolean): Comparable {
  const groups = Map.groupBy(slices, ({ endpoints: _, ...rest }) =>
    canonical({ ...rest, ports: sorted(rest.ports) }),
  );
  const services = Map.groupBy(slices, ({ service, addressType }) => `${service} ${addressType}`);
  return {
    slices: [...groups].map(([key, group]) => describeGroup(key, group, hintsByChance)).toSorted(),
    elsewhere: [...services]
      .map(
        ([key, group]) =>
          `${key} ${group.flatMap((slice) => slice.endpoints).filter(isElsewhere).length}`,
      )
      .toSorted(),
    endpoints: endpoints.map((object) => describeEndpoints(object)).toSorted(),
  };
}

/** What only one of two answers has, as JSON; undefined where they are the same. */
export function difference(model: Comparable, real: Comparable): string | undefined {
  const texts = ({ slices, elsewhere, endpoints }: Comparable): readonly string[] => [
    ...slices,
    ...elsewhere,
    ...endpoints,
  ];
  if (isDeepStrictEqual(model, real)) return undefined;
  const without = (one: Comparable, other: Comparable): string[] =>
    texts(one).filter((text) => !texts(other).includes(text));
  return JSON.stringify({ model: without(model, real), real: without(real, model) }, undefined, 1);
}

function describeGroup(key: string, group: readonly SliceRecord[], hintsByChance: boolean): string {
  const all = group.flatMap((slice) => slice.endpoints);
  const listed = hintsByChance
    ? all.map(({ hints, ...rest }) => ({ ...rest, hinted: hints !== undefined }))
    : all;
  const sizes = group.map((slice) => slice.endpoints.length).toSorted((a, b) => a - b);
  return canonical([key, sizes, sorted(listed)]);
}

function isElsewhere({ zone, hints }: SliceRecord['endpoints'][number]): boolean {
  const [first] = hints?.forZones ?? [];
  return first !== undefined && first.name !== zone;
}

/** Of an object that was cut to 1000 addresses chance picks those that stay; only their numbers are compared. */
function describeEndpoints({ subsets, ...rest }: EndpointsRecord): string {
  const ready = subsets.flatMap((subset) => subset.ready).length;
  const notReady = subsets.flatMap((subset) => subset.notReady).length;
  if (ready + notReady === 1000) {
    return canonical([rest, ready, notReady, sorted(subsets.map(({ ports }) => sorted(ports)))]);
  }
  const listed = subsets.map((subset) => [
    sorted(subset.ready),
    sorted(subset.notReady),
    sorted(subset.ports),
  ]);
  return canonical([rest, sorted(listed)]);
}

function sorted(list: readonly unknown[]): string[] {
  return list.map((item) => canonical(item)).toSorted();
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
