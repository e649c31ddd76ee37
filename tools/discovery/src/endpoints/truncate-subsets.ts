import type { EndpointsAddress, EndpointsSubset } from './endpoint-slice.ts';

/** The most addresses of an Endpoints object (`maxCapacity` of pkg/controller/endpoint). */
const MAX_ADDRESSES = 1000;

/**
 * Cuts subsets to 1000 addresses: those that are not ready go first, and each subset keeps its part, rounded up
 * (`truncateEndpoints` of pkg/controller/endpoint). Undefined where nothing has to go.
 */
export function truncateSubsets(
  subsets: readonly EndpointsSubset[],
): EndpointsSubset[] | undefined {
  const ready = count(subsets, (subset) => subset.ready);
  const notReady = count(subsets, (subset) => subset.notReady);
  if (ready + notReady <= MAX_ADDRESSES) return undefined;
  if (ready > MAX_ADDRESSES) {
    const share = sharing(ready, MAX_ADDRESSES);
    return subsets.map((subset) => ({ ...subset, ready: share(subset.ready), notReady: [] }));
  }
  const share = sharing(notReady, MAX_ADDRESSES - ready);
  return subsets.map((subset) => ({ ...subset, notReady: share(subset.notReady) }));
}

/** Takes from each list its part of `most`, until there are so many. */
function sharing(
  total: number,
  most: number,
): (addresses: readonly EndpointsAddress[]) => readonly EndpointsAddress[] {
  let left = most;
  return (addresses) => {
    const taken = addresses.slice(0, Math.min(Math.ceil((addresses.length / total) * most), left));
    left -= taken.length;
    return taken;
  };
}

function count(
  subsets: readonly EndpointsSubset[],
  of: (subset: EndpointsSubset) => readonly EndpointsAddress[],
): number {
  return subsets.reduce((sum, subset) => sum + of(subset).length, 0);
}
