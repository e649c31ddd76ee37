import type { OverlayChange, ResourceChange } from './changes.ts';
import { compareText } from './compare-text.ts';
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

/** What comes in front of everything else: a change that the API server refuses, so that nothing of it arrives. */
const REFUSED = -1;

/** What nobody minds. */
const HARMLESS = 6;

/**
 * What can break first comes first: -1 the API server refuses it, 0 what callers reach is gone, 1 it leads elsewhere, is
 * newly restricted or in other hands, 2 something else is gone, 3 what a Service or a policy selects by is touched or
 * something else changed hands, 4 other changes, 5 what is new.
 */
export function riskOf(
  identity: Identity,
  status: ResourceChange['status'],
  fields: readonly FieldChange[],
): number {
  const deciding = Object.hasOwn(DISCOVERY, identity.kind) ? DISCOVERY[identity.kind] : undefined;
  if (status === 'removed') return deciding ? 0 : 2;
  // A policy that is new takes every connection away that it does not name.
  if (status === 'added') return identity.kind === 'NetworkPolicy' ? 1 : 5;
  // The overlay that had it may take it away after the other one has made it.
  if (status === 'moved') return deciding ? 1 : 3;
  if (fields.some((field) => deciding?.includes(topField(field)))) return 1;
  return fields.some((field) => fieldRisk(field) < 4) ? 3 : 4;
}

/** The change as one that the API server refuses. */
export function withRefusals(
  change: ResourceChange,
  recreate: ResourceChange['recreate'],
): ResourceChange {
  return recreate.length === 0 ? change : { ...change, recreate, risk: REFUSED };
}

/** Orders changes of one overlay: what can break first, in it Services first, then by kind, namespace and name. */
export function byResourceRisk(a: ResourceChange, b: ResourceChange): number {
  return (
    a.risk - b.risk ||
    kindRank(a) - kindRank(b) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.name, b.name) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.status, b.status)
  );
}

/** What callers reach by name, then what leads to it or stands in between. */
const KINDS = Object.keys(DISCOVERY);

function kindRank({ kind }: Identity): number {
  const index = KINDS.indexOf(kind);
  return index < 0 ? KINDS.length : index;
}

/** Orders overlays: those that do not render, then by what can break first, then by name. */
export function byOverlayRisk(a: OverlayChange, b: OverlayChange): number {
  return overlayRisk(a) - overlayRisk(b) || compareText(a.overlay, b.overlay);
}

function overlayRisk({ status, resources, movedAway = [] }: OverlayChange): number {
  if (status === 'failed') return REFUSED - 2;
  if (status === 'broken') return REFUSED - 1;
  const rest = movedAway.length > 0 ? HARMLESS - 2 : HARMLESS;
  return resources.reduce((least, { risk }) => Math.min(least, risk), rest);
}

/** Of the changes within one resource: 3 what others rely on, 4 the rest. */
export function fieldRisk({ segments }: FieldChange): number {
  return segments.some((segment) => 'key' in segment && CONTRACT.has(segment.key)) ? 3 : 4;
}

function topField({ segments: [first] }: FieldChange): string {
  return first && 'key' in first ? first.key : '';
}
