import { integer, object, objects } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

const IMAGE = 'fingerpost.dev/prober:lab';

/**
 * A workload whose containers are the prober, on the ports that they have: it ends at once when it is told to, where the
 * program of this repository goes on to answer for some seconds and so hides what happens.
 */
export function withStandIn(workload: JsonObject): JsonObject {
  const spec = object(workload, 'spec') ?? {};
  const template = object(spec, 'template') ?? {};
  const podSpec = object(template, 'spec') ?? {};
  const containers = objects(podSpec, 'containers').map((container) => {
    const ports = objects(container, 'ports').map((port) => String(integer(port, 'containerPort')));
    const { command: _, ...rest } = container;
    return { ...rest, image: IMAGE, args: ['serve', ...ports] };
  });
  return {
    ...workload,
    spec: { ...spec, template: { ...template, spec: { ...podSpec, containers } } },
  };
}

/** `backend/Deployment/go-server` as `Deployment/backend/go-server`. */
export function keyOfWorkload(id: string): string {
  const [namespace = '', kind = '', name = ''] = id.split('/');
  return `${kind}/${namespace}/${name}`;
}
