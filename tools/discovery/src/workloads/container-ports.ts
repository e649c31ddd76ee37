import { flag, integer, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

/** A port that a container declares. */
export interface ContainerPort {
  /** '' where it has none. */
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  /** The port of the node that leads to it; 0: none. In the network of the host every port is one (`SetDefaults_Pod`). */
  readonly hostPort: number;
  readonly container: string;
}

/**
 * The ports that a pod declares, in the order in which a name is looked up: containers, then sidecars (init containers
 * that are restarted). Other init containers are left out: their names never resolve.
 */
export function containerPorts(spec: JsonObject): readonly ContainerPort[] {
  const onHost = flag(spec, 'hostNetwork');
  const sidecars = objects(spec, 'initContainers').filter(
    (container) => text(container, 'restartPolicy') === 'Always',
  );
  return [...objects(spec, 'containers'), ...sidecars].flatMap((container) =>
    objects(container, 'ports').map((port) => ({
      name: text(port, 'name'),
      port: integer(port, 'containerPort'),
      protocol: text(port, 'protocol') || 'TCP',
      hostPort: integer(port, onHost ? 'containerPort' : 'hostPort'),
      container: text(container, 'name'),
    })),
  );
}

/**
 * The port of a pod that a Service means (`FindPort` of k8s.io/endpointslice/utils.go): a number as it is, a name as
 * the first port of that name and protocol; undefined where the pod has none.
 */
export function findPort(
  spec: JsonObject,
  target: number | string,
  protocol: string,
): number | undefined {
  if (typeof target === 'number') return target;
  return containerPorts(spec).find((port) => port.name === target && port.protocol === protocol)
    ?.port;
}
