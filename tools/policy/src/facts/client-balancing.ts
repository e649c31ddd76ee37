import type { Service, ServicePort } from '@fingerpost/discovery';

const HTTP2 = /(?:^|-)(?:grpc|grpcs|h2c|http2)(?:-|$)/;
const HTTP2_PROTOCOLS = /^(?:grpc|h2c|http2|kubernetes\.io\/h2c|kubernetes\.io\/grpc)$/i;

/** Whether a port speaks HTTP/2 with connections that stay open, as its name or `appProtocol` says. */
export function isHttp2({ name, appProtocol }: Pick<ServicePort, 'appProtocol' | 'name'>): boolean {
  return HTTP2.test(name) || HTTP2_PROTOCOLS.test(appProtocol);
}

/** Whether a proxy of a mesh balances requests in each pod. */
export function isMeshed(labels: ReadonlyMap<string, string>, service: Service): boolean {
  if (labels.get('istio-injection') === 'enabled' || labels.has('istio.io/rev')) return true;
  return service.workloads.some(
    ({ workload }) =>
      workload.annotations.get('linkerd.io/inject') === 'enabled' ||
      workload.labels.get('sidecar.istio.io/inject') === 'true',
  );
}
