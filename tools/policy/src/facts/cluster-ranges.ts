import { isWithin, parseAddresses } from '@fingerpost/discovery';
import type { Addresses } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** Addresses of the cluster itself. */
export interface ClusterRange {
  readonly kind: 'pods' | 'services';
  /** `10.43.0.0/16` */
  readonly text: string;
  readonly addresses: Addresses;
}

/** What kubeadm, k3s and kind take where nobody says otherwise. */
const USUAL: readonly (readonly [ClusterRange['kind'], string])[] = [
  ['services', '10.96.0.0/12'],
  ['services', '10.43.0.0/16'],
  ['services', '10.43.0.10/32'],
  ['services', '10.96.0.10/32'],
  ['pods', '10.244.0.0/16'],
  ['pods', '10.42.0.0/16'],
];

/** The ranges of the environment, and the addresses that Services have by their manifests. */
export function clusterRanges({ model, complete }: RuleInput): readonly ClusterRange[] {
  const { serviceCIDRs, podCIDRs } = model.environment;
  const addresses = model.services.flatMap(({ clusterIPs }) =>
    clusterIPs.filter((address) => /^[\d.]+$|:/.test(address)),
  );
  const written: (readonly [ClusterRange['kind'], string])[] = [
    ...(complete ? serviceCIDRs : []).map((text) => ['services', text] as const),
    ...(complete ? podCIDRs : []).map((text) => ['pods', text] as const),
    ...addresses.map((text) => ['services', text] as const),
  ];
  return written.flatMap(readRange);
}

/** The range that holds all of a network. Without an environment, also one that clusters usually have, to the letter. */
export function rangeAround(
  network: Addresses,
  ranges: readonly ClusterRange[],
  complete: boolean,
): ClusterRange | undefined {
  const found = ranges.find(({ addresses }) => isWithin(network, addresses));
  if (found || complete) return found;
  return usualRanges().find(({ addresses }) => addresses.join() === network.join());
}

/** Where nobody says what the cluster gives out: the ranges that clusters usually have. */
export function usualRanges(): readonly ClusterRange[] {
  return USUAL.flatMap(readRange);
}

function readRange([kind, text]: readonly [ClusterRange['kind'], string]): ClusterRange[] {
  const addresses = parseAddresses(text);
  return addresses ? [{ kind, text, addresses }] : [];
}
