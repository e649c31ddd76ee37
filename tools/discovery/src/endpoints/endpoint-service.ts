import {
  flag,
  intOrString,
  object,
  objects,
  optionalText,
  text,
  texts,
} from '@fingerpost/apiserver';
import type { Family } from '../environment/environment.ts';
import { readMapSelector } from '../labels/selector.ts';
import type { Requirement } from '../labels/selector.ts';
import type { Labels, StoredObject } from '../store/stored-object.ts';

/** A Service whose endpoints the controllers make, because it selects pods. */
export interface EndpointService {
  readonly stored: StoredObject;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** At least one. */
  readonly selector: readonly Requirement[];
  /** The first family first. */
  readonly families: readonly Family[];
  readonly headless: boolean;
  readonly ports: readonly ServicePort[];
  readonly publishNotReady: boolean;
  readonly hints: HintMode;
}

export interface ServicePort {
  readonly name: string;
  readonly protocol: string;
  readonly appProtocol?: string;
  /** The pod's port: its number, or the name that a container gives it. */
  readonly targetPort: number | string;
}

/** Who decides which zones and nodes an endpoint is meant for. */
export type HintMode = 'none' | 'topology' | 'same-zone' | 'same-node';

const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const TOPOLOGY_AWARE_HINTS = 'service.kubernetes.io/topology-aware-hints';

const DISTRIBUTIONS: ReadonlyMap<string, HintMode> = new Map([
  ['PreferClose', 'same-zone'],
  ['PreferSameNode', 'same-node'],
  ['PreferSameZone', 'same-zone'],
]);

/**
 * Reads what the controllers look at in a Service. Undefined for one that they leave alone: an ExternalName, or one
 * without selector (`syncService` of pkg/controller/endpointslice and pkg/controller/endpoint).
 */
export function readEndpointService(
  stored: StoredObject,
  families: readonly Family[],
): EndpointService | undefined {
  const spec = object(stored.object, 'spec');
  const selector = readMapSelector(spec);
  if (selector === null || text(spec, 'type') === 'ExternalName') return undefined;
  const written = texts(spec, 'ipFamilies').filter(
    (family) => family === 'IPv4' || family === 'IPv6',
  );
  return {
    stored,
    namespace: stored.namespace,
    name: stored.name,
    labels: stored.labels,
    selector,
    families: written.length > 0 ? [...new Set(written)] : families.slice(0, 1),
    headless: text(spec, 'clusterIP') === 'None',
    ports: objects(spec, 'ports').map((port) => {
      const appProtocol = optionalText(port, 'appProtocol');
      return {
        name: text(port, 'name'),
        protocol: text(port, 'protocol') || 'TCP',
        ...(appProtocol !== undefined && { appProtocol }),
        targetPort: intOrString(port, 'targetPort') || (intOrString(port, 'port') ?? 0),
      };
    }),
    publishNotReady: flag(spec, 'publishNotReadyAddresses'),
    hints: hintModeOf(stored.annotations, text(spec, 'trafficDistribution')),
  };
}

/** The annotations, of which the deprecated one counts first, come before `spec.trafficDistribution`. */
function hintModeOf(annotations: Labels, distribution: string): HintMode {
  const mode = annotations.get(TOPOLOGY_AWARE_HINTS) ?? annotations.get(TOPOLOGY_MODE);
  if (mode === 'Auto' || mode === 'auto') return 'topology';
  return DISTRIBUTIONS.get(distribution) ?? 'none';
}
