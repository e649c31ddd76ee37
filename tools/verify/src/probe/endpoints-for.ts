import { familiesOf, nearEndpoints } from '@fingerpost/discovery';
import type {
  DiscoveryModel,
  Endpoint,
  EndpointSlice,
  Service,
  ServicePort,
} from '@fingerpost/discovery';

/** An endpoint that a connection may be sent to. */
export interface ReachedEndpoint {
  readonly endpoint: Endpoint;
  readonly port: number;
}

/** Where a client is. */
export interface Place {
  readonly node: string;
  readonly zone: string;
}

/**
 * The endpoints that connections to a port of a Service with cluster IP are sent to from a node, all equally likely: ready
 * ones; those that hints keep near; with `internalTrafficPolicy: Local` those of the node.
 */
export function endpointsFor(
  { environment, slices }: Pick<DiscoveryModel, 'environment' | 'slices'>,
  service: Service,
  port: ServicePort,
  place: Place,
): readonly ReachedEndpoint[] {
  // Both families have the same endpoints, and the first one is used.
  const [family = 'IPv4'] = familiesOf(environment.serviceCIDRs);
  const found = slices
    .filter((slice) => belongs(slice, service) && slice.addressType === family)
    .flatMap((slice) => {
      const end = slice.ports.find(
        (one) => one.name === port.name && one.protocol === port.protocol,
      );
      if (!end) return [];
      return slice.endpoints.map((endpoint) => ({ endpoint, port: end.port ?? port.port }));
    })
    .filter(({ endpoint }) => endpoint.ready !== false);
  if (service.internalTrafficPolicy === 'Local') {
    return found.filter(({ endpoint }) => endpoint.nodeName === place.node);
  }
  const { byNode, byZone } = nearEndpoints(found, ({ endpoint }) => endpoint.hints);
  return byNode.get(place.node) ?? byZone.get(place.zone) ?? found;
}

function belongs(
  { namespace, service }: EndpointSlice,
  { namespace: own, name }: Service,
): boolean {
  return namespace === own && service === name;
}
