import { objects, text } from '@fingerpost/apiserver';
import type { Workload } from '@fingerpost/discovery';

/** The last part of image names, without tag, of what takes requests from outside to Services. */
const GATEWAYS: readonly string[] = [
  'traefik',
  'envoy',
  'controller',
  'nginx-ingress',
  'nginx-gateway',
  'nginx-gateway-fabric',
  'kong',
  'kong-gateway',
  'contour',
  'haproxy-ingress',
  'kubernetes-ingress',
  'proxyv2',
  'apisix',
];
const GATEWAY_NAME = /traefik|ingress|envoy|istio|kong|contour|haproxy|cilium|apisix|nginx-gateway/;

/** Whether a workload looks like an ingress controller or the pods of a gateway. */
export function isGateway(workload: Workload): boolean {
  if (!imagesOf(workload).some((image) => GATEWAYS.includes(image))) return false;
  return GATEWAY_NAME.test(`${workload.name} ${[...workload.labels.values()].join(' ')}`);
}

/** Whether a workload is Prometheus itself, not one of its exporters. */
export function isPrometheus(workload: Workload): boolean {
  return imagesOf(workload).includes('prometheus');
}

function imagesOf({ spec }: Workload): readonly string[] {
  return objects(spec, 'containers').map((container) => {
    const [path = ''] = text(container, 'image').split('@');
    const last = path.slice(path.lastIndexOf('/') + 1);
    const [name = ''] = last.split(':');
    return name;
  });
}
