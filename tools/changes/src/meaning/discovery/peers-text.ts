import type { Workload } from '@fingerpost/discovery';

/** Less than these are named one by one. */
const FEW = 3;
/** So many are left out by name at most, where nearly all are meant. */
const MAX_EXCEPTIONS = 5;

/** Says which of some workloads are meant. */
export interface PeersText {
  /**
   * Ids, sorted; where it is nearly all of them but the one that they are peers of, `every other workload`, `every other
   * workload of backend`, `every other workload of backend but backend/Deployment/a`. The places are ascending.
   */
  of(peers: readonly number[], self: number): readonly string[];
}

/** Over a list of workloads; each is known by its place. */
export function makePeersText(workloads: readonly Workload[]): PeersText {
  const all = workloads.map((_, place) => place);
  const namespaceOf = (place: number): string => workloads[place]?.namespace ?? '';
  const byNamespace = Map.groupBy(all, namespaceOf);
  const idOf = (place: number): string => workloads[place]?.id ?? '';
  /** Undefined where naming them says it better. */
  const nearlyAll = (
    peers: readonly number[],
    members: readonly number[],
    self: number,
    what: string,
  ): string | undefined => {
    if (peers.length < FEW || members.length - peers.length - 1 > MAX_EXCEPTIONS) return undefined;
    const meant = new Set(peers);
    const others = members.filter((place) => place !== self && !meant.has(place)).map(idOf);
    if (others.length > MAX_EXCEPTIONS || others.length * FEW > peers.length) return undefined;
    return others.length === 0 ? what : `${what} but ${others.join(', ')}`;
  };
  return {
    of: (peers, self) => {
      const every = nearlyAll(peers, all, self, 'every other workload');
      if (every !== undefined) return [every];
      return [...Map.groupBy(peers, namespaceOf)]
        .flatMap(([namespace, some]) => {
          const members = byNamespace.get(namespace) ?? [];
          const what = `every other workload of ${namespace}`;
          return nearlyAll(some, members, self, what) ?? some.map(idOf);
        })
        .toSorted();
    },
  };
}
