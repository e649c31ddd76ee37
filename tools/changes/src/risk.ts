import type { FieldChange } from './field/diff-fields.ts';
import type { Identity } from './resource/identity.ts';

/** Kinds by which callers find and reach a service, and the fields of each that decide it. */
const DISCOVERY: Readonly<Record<string, readonly string[]>> = {
  Service: ['spec'],
  EndpointSlice: ['endpoints', 'ports', 'addressType', 'metadata'],
  Endpoints: ['subsets', 'metadata'],
  NetworkPolicy: ['spec'],
  Ingress: ['spec'],
  Gateway: ['spec'],
  HTTPRoute: ['spec'],
  GRPCRoute: ['spec'],
  TLSRoute: ['spec'],
  TCPRoute: ['spec'],
};

/** Field names that decide who a name leads to, wherever they stand. */
const CONTRACT = new Set([
  'ports',
  'containerPort',
  'targetPort',
  'selector',
  'matchLabels',
  'matchExpressions',
  'labels',
  'readinessProbe',
  'externalName',
  'serviceName',
]);

/**
 * What can break first comes first: 0 what callers reach is gone, 1 it leads elsewhere or is newly restricted,
 * 2 something else is gone, 3 what a Service or a policy selects by is touched, 4 other changes, 5 what is new.
 */
export function riskOf(
  identity: Identity,
  status: 'added' | 'removed' | 'changed',
  fields: readonly FieldChange[],
): number {
  const deciding = Object.hasOwn(DISCOVERY, identity.kind) ? DISCOVERY[identity.kind] : undefined;
  if (status === 'removed') return deciding ? 0 : 2;
  // A policy that is new takes every connection away that it does not name.
  if (status === 'added') return identity.kind === 'NetworkPolicy' ? 1 : 5;
  if (fields.some((field) => deciding?.includes(topField(field)))) return 1;
  return fields.some((field) => fieldRisk(field) < 4) ? 3 : 4;
}

/** Of the changes within one resource: 3 what others rely on, 4 the rest. */
export function fieldRisk({ segments }: FieldChange): number {
  return segments.some((segment) => 'key' in segment && CONTRACT.has(segment.key)) ? 3 : 4;
}

function topField({ segments: [first] }: FieldChange): string {
  return first && 'key' in first ? first.key : '';
}
