import { object, objects, text } from '@fingerpost/apiserver';
import type { Endpoint, EndpointSlice } from '../../endpoints/endpoint-slice.ts';
import type { Family } from '../../environment/environment.ts';
import type { Labels } from '../../store/stored-object.ts';
import { addressKey, hostOf } from './address.ts';
import type { Host } from './address.ts';
import type { NamedPort } from './named-service.ts';
import { dashed } from './symbol.ts';

/** An EndpointSlice, as far as names depend on it (CoreDNS, plugin/kubernetes/object/endpoint.go). */
export interface NamedSlice {
  readonly namespace: string;
  /** '' where it belongs to none. */
  readonly service: string;
  readonly labels: Labels;
  /** Of the ready endpoints. */
  readonly addresses: readonly NamedAddress[];
  /** The number -1 stands for none. */
  readonly ports: readonly NamedPort[];
}

export interface NamedAddress {
  readonly host: Host;
  /** By what reverse lookups find it. */
  readonly key: string;
  /** What the endpoint is called in a Service: its hostname, else its address with dashes. */
  readonly label: string;
  /** The same with `endpoint_pod_names`. */
  readonly podLabel: string;
  /** In lower case, as names ask for it. */
  readonly zone: string | undefined;
}

/** Pods with longer names have no name in DNS. */
const MAX_LABEL = 63;

/** Reads what of a slice has a name: ready endpoints, and those that do not say whether they are. */
export function nameSlice(slice: EndpointSlice): NamedSlice {
  const { namespace, service = '', managedBy } = slice;
  const labels = new Map(slice.labels);
  if (slice.service !== undefined) labels.set('kubernetes.io/service-name', slice.service);
  if (managedBy !== null) labels.set('endpointslice.kubernetes.io/managed-by', managedBy);
  const written = objects(slice.stored?.object, 'endpoints');
  const zones = new Map<string, string>();
  const ready = slice.endpoints.flatMap((endpoint, index) => {
    if (endpoint.ready === false) return [];
    const target = text(object(written[index], 'targetRef'), 'name');
    return endpoint.addresses.map((address) => {
      if (endpoint.zone !== undefined) zones.set(address, endpoint.zone.toLowerCase());
      return { endpoint, address, pod: podName(endpoint, target) };
    });
  });
  const family: Family = slice.addressType === 'IPv6' ? 'IPv6' : 'IPv4';
  const addresses = ready.map(({ endpoint, address, pod }): NamedAddress => {
    const label = endpoint.hostname || dashedName(address, family);
    return {
      host: hostOf(address, family),
      key: addressKey(address, family),
      label,
      podLabel: endpoint.hostname || pod || label,
      zone: zones.get(address),
    };
  });
  return { namespace, service, labels, addresses, ports: portsOf(slice) };
}

/** The name of the pod; in braces where it has a random end. */
function podName({ pod }: Endpoint, target: string): string {
  if (pod && pod.name === undefined) return `{name:pod(${pod.id})}`;
  const name = pod?.name ?? target;
  return name.length > MAX_LABEL ? '' : name;
}

/** An FQDN without a dot has no name. */
function dashedName(address: string, family: Family): string {
  return /[.:(]/u.test(address) ? dashed(address, family) : '';
}

function portsOf({ ports }: EndpointSlice): NamedPort[] {
  if (ports.length === 0) return [{ name: '', protocol: '', port: -1 }];
  return ports.map(({ name, protocol, port = -1 }) => ({ name, protocol, port }));
}
