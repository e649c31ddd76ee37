import { integer, intOrString, object, objects, text } from '@fingerpost/apiserver';
import type { StoredObject } from '../store/stored-object.ts';
import { containerPorts, findPort } from '../workloads/container-ports.ts';
import type { SelectedWorkload } from '../workloads/pod-index.ts';

/** A port of a Service, with what it leads to. */
export interface ServicePort {
  /** '' of an only port, which needs no name. */
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly targetPort: number | string;
  /** The port of every node; 0: none; undefined: the cluster chooses one. */
  readonly nodePort: number | undefined;
  /** The protocol above TCP, as its maker says: `http`, `kubernetes.io/h2c`, ...; '' where it does not. */
  readonly appProtocol: string;
  readonly targets: readonly PortTarget[];
}

/** Pods of a workload that a port leads to. */
export interface PortTarget {
  /** The id of the workload. */
  readonly workload: string;
  /** Undefined where the name of the target port resolves to nothing in these pods: they get no connections. */
  readonly port: number | undefined;
  /** Whether a container says that it has this port; a port need not be said to be open. */
  readonly isDeclared: boolean;
  readonly pods: number;
}

/** The ports of a Service; `targetPort` is looked up in each pod (`FindPort` of k8s.io/endpointslice/utils.go). */
export function portsOf(
  stored: StoredObject,
  workloads: readonly SelectedWorkload[],
): readonly ServicePort[] {
  const written = objects(object(stored.written, 'spec'), 'ports');
  return objects(object(stored.object, 'spec'), 'ports').map((port, index) => {
    const protocol = text(port, 'protocol') || 'TCP';
    const number = integer(port, 'port');
    const targetPort = intOrString(port, 'targetPort') || number;
    const wanted = integer(written[index], 'nodePort');
    return {
      name: text(port, 'name'),
      protocol,
      port: number,
      targetPort,
      nodePort: wanted > 0 || integer(port, 'nodePort') === 0 ? wanted : undefined,
      appProtocol: text(port, 'appProtocol'),
      targets: workloads.flatMap((selected) => targetsOf(selected, targetPort, protocol)),
    };
  });
}

function targetsOf(
  { workload, pods }: SelectedWorkload,
  targetPort: number | string,
  protocol: string,
): PortTarget[] {
  // Pods of one template share their spec.
  const specs = new Map(pods.length > 0 ? [] : [[workload.spec, 0]]);
  for (const { spec } of pods) specs.set(spec, (specs.get(spec) ?? 0) + 1);
  const targets = new Map<number | undefined, PortTarget>();
  for (const [spec, count] of specs) {
    const port = findPort(spec, targetPort, protocol);
    const known = targets.get(port);
    const isDeclared =
      known?.isDeclared ??
      containerPorts(spec).some((other) => other.port === port && other.protocol === protocol);
    targets.set(port, {
      workload: workload.id,
      port,
      isDeclared,
      pods: (known?.pods ?? 0) + count,
    });
  }
  return [...targets.values()];
}
