import type { Selector } from '../labels/selector.ts';
import type { Store } from '../store/store.ts';
import { makeLabelIndex } from './label-index.ts';
import type { PodClass } from './pod-classes.ts';
import type { PodPeer } from './policy.ts';

/** Finds the classes that selectors of policies mean; asked again for the same, it gives the same list. */
export interface PeerMatches {
  /** Classes that a policy of the namespace selects. */
  selected(namespace: string, selector: Selector): readonly number[];
  /** Classes that a peer of a rule means. */
  peers(policyNamespace: string, peer: PodPeer): readonly number[];
}

/** Pods of the host network are never found. */
export function makePeerMatches(classes: readonly PodClass[], store: Store): PeerMatches {
  const byLabels = makeLabelIndex(classes.map(({ labels }) => labels));
  const members = new Map<string, number[]>();
  for (const [index, { namespace, hostNetwork }] of classes.entries()) {
    if (hostNetwork) continue;
    const found = members.get(namespace);
    if (found) found.push(index);
    else members.set(namespace, [index]);
  }
  const namespaces = [...members.keys()];
  const byNamespaceLabels = makeLabelIndex(namespaces.map((name) => store.namespaceLabels(name)));
  const indexes = new Map<string, ReturnType<typeof makeLabelIndex>>();
  const found = new Map<string, readonly number[]>();
  const foundNamespaces = new Map<string, readonly number[]>();

  const within = (namespace: string, selector: Selector): readonly number[] => {
    const inside = members.get(namespace) ?? [];
    if (selector?.length === 0 || inside.length === 0) return inside;
    let index = indexes.get(namespace);
    if (!index) {
      index = makeLabelIndex(inside.map((member) => classes[member]?.labels ?? new Map()));
      indexes.set(namespace, index);
    }
    return index.select(selector).map((place) => inside[place] ?? 0);
  };
  const across = (namespaceSelector: Selector, selector: Selector): readonly number[] => {
    const chosen = remembered(foundNamespaces, JSON.stringify(namespaceSelector), () =>
      byNamespaceLabels.select(namespaceSelector),
    );
    if (byLabels.candidates(selector).length < chosen.length) {
      const names = new Set(chosen.map((place) => namespaces[place]));
      return byLabels.select(selector).filter((index) => {
        const candidate = classes[index];
        return candidate && !candidate.hostNetwork && names.has(candidate.namespace);
      });
    }
    return chosen
      .flatMap((place) => within(namespaces[place] ?? '', selector))
      .toSorted((a, b) => a - b);
  };
  const selected = (namespace: string, selector: Selector): readonly number[] =>
    remembered(found, JSON.stringify([namespace, selector]), () => within(namespace, selector));
  return {
    selected,
    peers: (policyNamespace, { namespaceSelector, podSelector }) =>
      namespaceSelector === undefined
        ? selected(policyNamespace, podSelector)
        : remembered(found, JSON.stringify([namespaceSelector, podSelector, 'across']), () =>
            across(namespaceSelector, podSelector),
          ),
  };
}

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
