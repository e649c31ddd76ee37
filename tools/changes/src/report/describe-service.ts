import { fieldOf, isList } from '../field/value.ts';
import type { Value } from '../field/value.ts';

/** What callers notice of a Service: `http 9000, metrics 9100`, `-> postgres.example.com`. */
export function describeService(service: Value): string {
  const spec = fieldOf(service, 'spec') ?? null;
  const externalName = fieldOf(spec, 'externalName');
  if (fieldOf(spec, 'type') === 'ExternalName') return `-> ${String(externalName)}`;
  const ports = fieldOf(spec, 'ports');
  const list = isList(ports) ? ports.map(describePort).join(', ') : '';
  const notes = [
    ...(fieldOf(spec, 'clusterIP') === 'None' ? ['headless'] : []),
    ...(fieldOf(spec, 'type') === 'LoadBalancer' ? [describeLoadBalancer(spec)] : []),
    ...(fieldOf(spec, 'selector') === undefined ? ['no selector'] : []),
  ];
  return `${list || 'no ports'}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

function describeLoadBalancer(spec: Value): string {
  const ranges = fieldOf(spec, 'loadBalancerSourceRanges');
  const callers =
    isList(ranges) && ranges.length > 0 ? ` for ${ranges.map(String).join(', ')}` : '';
  return `load balancer${callers}`;
}

function describePort(port: Value): string {
  const name = fieldOf(port, 'name');
  const number = String(fieldOf(port, 'port'));
  return typeof name === 'string' ? `${name} ${number}` : number;
}
