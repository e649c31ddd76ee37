import type { Workload } from '@fingerpost/discovery';

/** Less than these are named one by one. */
const FEW = 3;

/** Says which of some workloads are meant. */
export interface PeersText {
  /**
   * Ids, sorted; `every other workload` and `every other workload of backend` where it is all of them but the one that
   * they are peers of. The places are ascending.
   */
  of(peers: readonly number[], self: number): readonly string[];
}

/** Over a list of workloads; each is known by its place. */
export function makePeersText(workloads: readonly Workload[]): PeersText {
  const sizes = new Map<string, number>();
  for (const { namespace } of workloads) sizes.set(namespace, (sizes.get(namespace) ?? 0) + 1);
  return {
    of: (peers, self) => {
      if (peers.length >= FEW && peers.length === workloads.length - 1) {
        return ['every other workload'];
      }
      const own = workloads[self]?.namespace;
      const found = new Map<string, string[]>();
      for (const place of peers) {
        const workload = workloads[place];
        if (!workload) continue;
        const ids = found.get(workload.namespace);
        if (ids) ids.push(workload.id);
        else found.set(workload.namespace, [workload.id]);
      }
      return [...found]
        .flatMap(([namespace, ids]) => {
          const others = (sizes.get(namespace) ?? 0) - (namespace === own ? 1 : 0);
          return ids.length >= FEW && ids.length === others
            ? [`every other workload of ${namespace}`]
            : ids;
        })
        .toSorted();
    },
  };
}
