import type {
  Party,
  Pod,
  Protocol,
  Reachability,
  Service,
  ServicePort,
} from '@fingerpost/discovery';

import type { Check } from '../check.ts';
import { sourceOf } from '../objects/source-of.ts';

/** Where a Service is written, or one of its ports. */
export function serviceSource(service: Service, port?: ServicePort): Check['source'] {
  const { resource } = service.stored;
  if (!port) return sourceOf(resource);
  return sourceOf(resource, ['spec', 'ports', port.name || String(service.ports.indexOf(port))]);
}

/** Where the first policy is written that keeps a pod from a port; undefined where none does. */
export function denialSource(
  reachability: Pick<Reachability, 'explain'>,
  from: Pod,
  to: Party,
  protocol: Protocol,
  port: number,
): Check['source'] {
  const { egress, ingress } = reachability.explain(from, to, protocol, port);
  const [policy] = [egress, ingress].flatMap((side) => (side.allowed ? [] : side.isolatedBy));
  return policy && sourceOf(policy.resource);
}

/** Where the first policy is written that is for what a pod asks of others; undefined where none is. */
export function egressSource(
  { isolating }: Pick<Reachability, 'isolating'>,
  from: Pod,
): Check['source'] {
  const [policy] = isolating(from, 'Egress');
  return policy && sourceOf(policy.stored.resource);
}
