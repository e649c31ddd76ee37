import { object, text, textMap } from '@fingerpost/apiserver';
import type { Direction } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import { expandRule } from './expand-rule.ts';
import type { Chain, Filter, FilterRule } from './filter.ts';
import { makePodMatches } from './match-pods.ts';
import type { NetworkPod } from './pods.ts';
import { readPods } from './pods.ts';
import type { NetworkPolicy } from './policy.ts';
import { readPolicies } from './read-policies.ts';

/** What policies depend on, as the API server hands it out; in any order. */
export interface ClusterObjects {
  readonly namespaces: readonly JsonObject[];
  readonly pods: readonly JsonObject[];
  readonly policies: readonly JsonObject[];
}

/**
 * What NetworkPolicies mean for the packets between pods: policies add up, a pod is limited in the directions in which a
 * policy isolates it, and both ends have to allow. Equal objects give an equal filter, whatever their order.
 * @param networks the networks that pods have their addresses from. While any pod is isolated, addresses in them that
 *   belong to no known pod have no connections, so that a pod that starts is never open; with none this is left out.
 */
export function makeFilter(objects: ClusterObjects, networks: readonly string[] = []): Filter {
  const pods = readPods(objects.pods);
  const policies = readPolicies(objects.policies);
  const matches = makePodMatches(pods, labelsByNamespace(objects.namespaces));
  const chains = new Map<string, Chain>();
  const limit = (direction: Direction): Filter['egress'] => {
    const isolating = new Map<NetworkPod, NetworkPolicy[]>();
    for (const policy of policies.filter(({ rules }) => rules.has(direction))) {
      for (const pod of matches.selected(policy)) {
        isolating.set(pod, [...(isolating.get(pod) ?? []), policy]);
      }
    }
    const names = new Map<string, string>();
    const chainOf = (pod: NetworkPod, chosen: readonly NetworkPolicy[]): string => {
      const ids = chosen.map(({ id }) => id);
      // Only what a pod is connected to gives numbers to the names of ports.
      const key = JSON.stringify([ids, direction === 'Ingress' ? pod.ports : []]);
      const name = names.get(key) ?? addChain(chains, direction, chosen, expand(pod, chosen));
      names.set(key, name);
      return name;
    };
    const expand = (pod: NetworkPod, chosen: readonly NetworkPolicy[]): readonly FilterRule[] =>
      chosen.flatMap(({ namespace, rules }) =>
        (rules.get(direction) ?? []).flatMap((rule) =>
          expandRule({ namespace, direction, rule }, pod, matches),
        ),
      );
    // Pods in the order of their ids, not in that of the policies.
    const limited = pods.flatMap((pod) => {
      const chosen = isolating.get(pod);
      if (!chosen) return [];
      const chain = chainOf(pod, chosen);
      return pod.addresses.map((address) => ({ address, chain }));
    });
    return limited.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  };
  const [egress, ingress] = [limit('Egress'), limit('Ingress')];
  const limited = [...new Set([...egress, ...ingress].map(({ address }) => address))].toSorted();
  const addresses = pods.flatMap((pod) => pod.addresses).toSorted();
  const known = networks.length > 0 && limited.length > 0 ? { networks, addresses } : undefined;
  return { egress, ingress, chains: [...chains.values()], limited, known };
}

/** Pods with equal rules share a chain. */
function addChain(
  chains: Map<string, Chain>,
  direction: Direction,
  policies: readonly NetworkPolicy[],
  rules: readonly FilterRule[],
): string {
  const key = JSON.stringify([direction, policies.map(({ id }) => id), rules]);
  const found = chains.get(key);
  if (found) return found.name;
  const name = `${direction.toLowerCase()}-${chains.size + 1}`;
  chains.set(key, {
    name,
    peer: direction === 'Ingress' ? 'saddr' : 'daddr',
    rules,
    policies: policies.map(({ id }) => id),
  });
  return name;
}

function labelsByNamespace(
  namespaces: readonly JsonObject[],
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return new Map(
    namespaces.map((namespace) => {
      const metadata = object(namespace, 'metadata');
      return [text(metadata, 'name'), new Map(textMap(metadata, 'labels'))];
    }),
  );
}
