import { lowerCase } from '../domain-name.ts';
import type { ClusterNames } from '../kubernetes/cluster-names.ts';
import type { NamedService } from '../kubernetes/named-service.ts';
import { editDistance } from './edit-distance.ts';
import { readingsOf } from './reading.ts';
import type { Difference, Reading } from './reading.ts';

/** A name that exists, near to one that does not. */
export interface NearName {
  /** Absolute. */
  readonly name: string;
  /** What sets it apart from the wrong name. */
  readonly difference: Difference;
}

/** From where a name is asked. */
export interface NearestNamesOptions {
  readonly namespace: string;
  readonly clusterDomain: string;
  /** Default: 5. */
  readonly limit?: number;
}

interface Candidate extends NearName {
  readonly cost: number;
}

/** From where a name is asked, and how far a Service's name is from it. */
interface Near {
  readonly namespace: string;
  readonly clusterDomain: string;
  readonly spelling: number;
}

const COSTS: Readonly<Record<Difference, number>> = {
  order: 1,
  svc: 1,
  domain: 1,
  port: 2,
  endpoint: 2,
  spelling: 2,
  namespace: 4,
};

/**
 * The right names nearest to a wrong one, as a pod writes it, the nearest first: for the reader who wonders what is wrong
 * with it. Compares with every name of Services once.
 */
export function nearestNames(
  wrong: string,
  names: ClusterNames,
  { namespace, clusterDomain, limit = 5 }: NearestNamesOptions,
): readonly NearName[] {
  const nearest = new Map<string, Candidate>();
  const byName = servicesByName(names);
  for (const reading of readingsOf(lowerCase(wrong), clusterDomain)) {
    for (const [name, services] of byName) {
      const spelling = editDistance(reading.service, name, tolerance(reading.service));
      if (spelling === undefined) continue;
      const near = { namespace, clusterDomain, spelling };
      let elsewhere = 0;
      for (const service of services) {
        // Those in other namespaces are equally far, and stand in order.
        const candidates = candidatesFor(reading, service, names, near, elsewhere < limit);
        if (candidates[0]?.difference === 'namespace') elsewhere++;
        for (const candidate of candidates) {
          const known = nearest.get(candidate.name);
          if (!known || candidate.cost < known.cost) nearest.set(candidate.name, candidate);
        }
      }
    }
  }
  nearest.delete(`${wrong.replace(/\.$/u, '')}.`);
  return [...nearest.values()]
    .toSorted((a, b) => a.cost - b.cost || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name, difference }) => ({ name, difference }));
}

const indexes = new WeakMap<ClusterNames, ReadonlyMap<string, readonly NamedService[]>>();

/** Services by their names, those of one name sorted by namespace: many namespaces have Services of the same name. */
function servicesByName(names: ClusterNames): ReadonlyMap<string, readonly NamedService[]> {
  const known = indexes.get(names);
  if (known) return known;
  const sorted = [...names.services.values()].toSorted((a, b) =>
    a.namespace < b.namespace ? -1 : Number(a.namespace > b.namespace),
  );
  const index = Map.groupBy(sorted, ({ name }) => name);
  indexes.set(names, index);
  return index;
}

function candidatesFor(
  { prefix, namespace: askedNamespace, flaw }: Reading,
  service: NamedService,
  names: ClusterNames,
  { namespace: home, clusterDomain, spelling }: Near,
  wantsElsewhere: boolean,
): Candidate[] {
  const space = askedNamespace ?? home;
  const inSpace = editDistance(space, service.namespace, tolerance(space));
  // Of a wrong order both have to be right, else everything is near to everything.
  if (flaw === 'order' && (spelling > 0 || inSpace !== 0)) return [];
  const elsewhere = inSpace === undefined || (askedNamespace === undefined && inSpace > 0);
  if (elsewhere && (spelling > 0 || !wantsElsewhere)) return [];
  const difference: Difference | undefined = elsewhere
    ? 'namespace'
    : spelling + inSpace > 0
      ? 'spelling'
      : flaw;
  const base = `${service.name}.${service.namespace}.svc.${clusterDomain}.`;
  const cost = (difference ? COSTS[difference] : 0) + spelling + (elsewhere ? 0 : inSpace);
  if (prefix === '') return difference ? [{ name: base, difference, cost }] : [];
  return prefixesNear(prefix, service, names).map(({ label, part }) => {
    const name = `${label}.${base}`;
    const other = label === prefix ? difference : (difference ?? part);
    return { name, difference: other ?? part, cost: cost + (label === prefix ? 0 : COSTS[part]) };
  });
}

/** What may stand before a Service: its ports, the endpoints of it; those that are near to what was asked. */
function prefixesNear(
  prefix: string,
  service: NamedService,
  names: ClusterNames,
): readonly { readonly label: string; readonly part: 'port' | 'endpoint' }[] {
  const slices = names.slices.get(`${service.namespace}/${service.name}`) ?? [];
  if (prefix.includes('.') || prefix.startsWith('_')) {
    const ports = service.headless ? slices.flatMap((slice) => slice.ports) : service.ports;
    const labels = ports
      .filter(({ name }) => name !== '')
      .map(({ name, protocol }) => `_${name}._${protocol.toLowerCase()}`);
    return [...new Set(labels)].map((label) => ({ label, part: 'port' as const }));
  }
  const labels = slices.flatMap(({ addresses }) => addresses.map(({ label }) => label));
  return [...new Set(labels)]
    .filter((label) => label !== '' && editDistance(prefix, label, tolerance(prefix)) !== undefined)
    .map((label) => ({ label, part: 'endpoint' as const }));
}

/** Short words are near to too many others. */
function tolerance(word: string): number {
  return word.length < 4 ? 1 : 2;
}
