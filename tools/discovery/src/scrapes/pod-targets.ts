import { integer, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

/** A port of any container, init containers too; one without port stands for a container that declares none. */
export interface AnyContainerPort {
  readonly container: number;
  /** '' where it has none. */
  readonly name: string;
  readonly port: number | undefined;
}

/** What the discovery of Prometheus sees of a pod (`buildPod` of discovery/kubernetes/pod.go). */
export function allContainerPorts(spec: JsonObject): readonly AnyContainerPort[] {
  const containers = [...objects(spec, 'containers'), ...objects(spec, 'initContainers')];
  return containers.flatMap((container, index): AnyContainerPort[] => {
    const ports = objects(container, 'ports');
    if (ports.length === 0) return [{ container: index, name: '', port: undefined }];
    return ports.map((port) => ({
      container: index,
      name: text(port, 'name'),
      port: integer(port, 'containerPort'),
    }));
  });
}
