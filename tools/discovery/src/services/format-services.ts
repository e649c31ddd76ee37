import { describeObject } from '../store/stored-object.ts';
import type { Labels } from '../store/stored-object.ts';
import type { Affinity } from './affinity.ts';
import { describeService } from './describe-service.ts';
import type { Distribution } from './distribution.ts';
import type { LoadBalancer } from './exposure.ts';
import type { Balancing, EndpointCount, Outcomes, Service } from './service.ts';

/** A Service as `model --part services --format json` prints it. */
export interface FormattedService {
  /** `Service/backend/go-server` */
  readonly service: string;
  readonly namespace: string;
  readonly name: string;
  /** ClusterIP, NodePort, LoadBalancer or ExternalName. */
  readonly type: Service['type'];
  /** What the name leads to: cluster-ip, headless or external-name. */
  readonly addressing: Service['addressing'];
  /** Literal, or `clusterIP(backend/go-server)`; of each family one. */
  readonly clusterIPs: readonly string[];
  /** Null but for ExternalName. */
  readonly externalName: string | null;
  /** Null: none. */
  readonly selector: Readonly<Record<string, string>> | null;
  readonly ports: readonly FormattedPort[];
  readonly publishNotReadyAddresses: boolean;
  /** In EndpointSlices. */
  readonly endpoints: EndpointCount;
  readonly balancing: Balancing;
  readonly affinity: Affinity;
  readonly internalTrafficPolicy: Service['internalTrafficPolicy'];
  /** Null where nothing outside reaches the Service. */
  readonly externalTrafficPolicy: 'Cluster' | 'Local' | null;
  readonly distribution: Distribution;
  readonly nodePorts: boolean;
  readonly externalIPs: readonly string[];
  /** Null but for type LoadBalancer. */
  readonly loadBalancer: FormattedLoadBalancer | null;
  readonly outcomes: Outcomes;
  /** All of this in sentences. */
  readonly says: readonly string[];
}

export interface FormattedPort {
  /** '' for an only port without name. */
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly targetPort: number | string;
  /** 0: none; null: the cluster chooses one. */
  readonly nodePort: number | null;
  /** Null where nobody says. */
  readonly appProtocol: string | null;
  readonly targets: readonly {
    /** `backend/Deployment/go-server` */
    readonly workload: string;
    /** Null: the name of the target port resolves to nothing. */
    readonly port: number | null;
    /** A container says that it has this port. */
    readonly declared: boolean;
    readonly pods: number;
  }[];
}

export interface FormattedLoadBalancer extends Omit<LoadBalancer, 'keepsSourceAddress'> {
  /** Null: not known. */
  readonly keepsSourceAddress: boolean | null;
}

/** The part `services` of the model, as data for JSON. */
export function formatServices(services: readonly Service[]): readonly FormattedService[] {
  return services.map((service) => ({
    service: describeObject(service.stored),
    namespace: service.namespace,
    name: service.name,
    type: service.type,
    addressing: service.addressing,
    clusterIPs: service.clusterIPs,
    externalName: service.externalName || null,
    selector: service.selector && selectorOf(service),
    ports: service.ports.map((port) => ({
      name: port.name,
      protocol: port.protocol,
      port: port.port,
      targetPort: port.targetPort,
      nodePort: port.nodePort ?? null,
      appProtocol: port.appProtocol || null,
      targets: port.targets.map((target) => ({
        workload: target.workload,
        port: target.port ?? null,
        declared: target.isDeclared,
        pods: target.pods,
      })),
    })),
    publishNotReadyAddresses: service.publishNotReadyAddresses,
    endpoints: service.endpoints,
    balancing: service.balancing,
    affinity: service.affinity,
    internalTrafficPolicy: service.internalTrafficPolicy,
    externalTrafficPolicy: service.externalTrafficPolicy ?? null,
    distribution: service.distribution,
    nodePorts: service.exposure.hasNodePorts,
    externalIPs: service.exposure.externalIPs,
    loadBalancer: formatLoadBalancer(service.exposure.loadBalancer),
    outcomes: service.outcomes,
    says: describeService(service),
  }));
}

function selectorOf({ selector }: Service): Readonly<Record<string, string>> {
  const labels: Labels = new Map((selector ?? []).map(({ key, values }) => [key, values[0] ?? '']));
  return Object.fromEntries(labels);
}

function formatLoadBalancer(loadBalancer: LoadBalancer | undefined): FormattedLoadBalancer | null {
  if (!loadBalancer) return null;
  return { ...loadBalancer, keepsSourceAddress: loadBalancer.keepsSourceAddress ?? null };
}
