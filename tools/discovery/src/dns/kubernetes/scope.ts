import { isReverseName } from '../../corefile/names/reverse-name.ts';
import { selects } from '../../labels/selector.ts';
import type { Pod } from '../../workloads/pod.ts';
import { absolute } from '../domain-name.ts';
import type { ClusterNames } from './cluster-names.ts';
import type { KubernetesConfig } from './config.ts';
import type { NamedService } from './named-service.ts';
import type { NamedAddress, NamedSlice } from './named-slice.ts';

/** The names of a cluster as one `kubernetes` directive lets them be seen. */
export interface Scope {
  readonly names: ClusterNames;
  readonly config: KubernetesConfig;
  /** The first zone that is no reverse one: reverse answers are in it. */
  readonly primaryZone: string;
}

/** Restricts the names of a cluster to what a directive says. */
export function makeScope(config: KubernetesConfig, names: ClusterNames): Scope {
  const primaryZone = config.zones.find((zone) => !isReverseName(zone));
  return { names, config, primaryZone: absolute(primaryZone ?? '') };
}

/** Whether a namespace exists and may be asked for. */
export function isExposed({ names, config }: Scope, namespace: string): boolean {
  const labels = names.namespaces.get(namespace);
  if (!labels || (config.namespaces.length > 0 && !config.namespaces.includes(namespace)))
    return false;
  return selects(config.namespaceLabels, labels);
}

export function serviceIn(
  { names, config }: Scope,
  namespace: string,
  name: string,
): NamedService | undefined {
  const service = names.services.get(`${namespace}/${name}`);
  return service && selects(config.labels, service.labels) ? service : undefined;
}

export function slicesOf(
  scope: Scope,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): readonly NamedSlice[] {
  return seen(scope, scope.names.slices.get(`${namespace}/${name}`));
}

export function slicesAt(scope: Scope, key: string): readonly NamedSlice[] {
  return seen(scope, scope.names.slicesByAddress.get(key));
}

function seen({ config }: Scope, slices: readonly NamedSlice[] = []): readonly NamedSlice[] {
  if (!config.endpoints) return [];
  return config.labels?.length === 0
    ? slices
    : slices.filter(({ labels }) => selects(config.labels, labels));
}

/** Pods that run or will run, by their address. */
export function podsAt({ names, config }: Scope, key: string): readonly Pod[] {
  const pods = names.podsByAddress.get(key) ?? [];
  return pods.filter(
    ({ phase, terminating, labels }) =>
      !terminating &&
      (phase === 'Running' || phase === 'Pending') &&
      selects(config.labels, labels),
  );
}

/** What an endpoint is called. */
export function labelOf({ config }: Scope, address: NamedAddress): string {
  return config.endpointPodNames ? address.podLabel : address.label;
}
