import type { Service, ServicePort } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { isHttp2 } from '../../facts/client-balancing.ts';
import { describePort } from '../../facts/describe-port.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const appProtocol: Rule = {
  id: 'service/app-protocol',
  severity: 'caution',
  scope: 'environment',
  title: 'A gateway is not told which protocol a port speaks',
  why: 'A gateway speaks HTTP/1.1 to backends unless `appProtocol` says otherwise. gRPC servers and those of HTTP/2 without TLS do not understand that, and names of protocols that nobody defined mean nothing.',
  fix: 'write appProtocol: kubernetes.io/h2c, kubernetes.io/ws or kubernetes.io/wss, or the IANA name of the protocol',
  silent:
    'For Services that no HTTPRoute or Ingress leads to. The controllers of GRPCRoutes know what they send.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol; KEP-3726',
  check: findPorts,
};

/** What is written without prefix, and what is meant. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ['h2c', 'kubernetes.io/h2c'],
  ['ws', 'kubernetes.io/ws'],
  ['websocket', 'kubernetes.io/ws'],
  ['wss', 'kubernetes.io/wss'],
]);

/** Names of ports, and protocols that cannot be meant by them. */
const CONTRADICTIONS: readonly (readonly [name: RegExp, protocol: RegExp])[] = [
  [/^(?:https|tls)(?:-|$)/, /^http$/i],
  [/^http(?:-|$)/, /^(?:https|tls)$/i],
  [/^grpc(?:-|$)/, /^https?$/i],
];

function* findPorts(input: RuleInput): Generator<Problem> {
  const routed = new Set(
    input.model.routes.routes
      .filter(({ kind }) => kind !== 'GRPCRoute')
      .flatMap(({ rules }) => rules)
      .flatMap(({ backends }) => backends)
      .map(({ target, port }) => `${target} ${port ?? ''}`),
  );
  for (const service of checkedServices(input)) {
    for (const [index, port] of service.ports.entries()) {
      const answer = explain(service, port, routed);
      if (answer) yield { on: service.stored, field: `spec.ports[${index}]`, ...answer };
    }
  }
}

function explain(
  { namespace, name }: Service,
  port: ServicePort,
  routed: ReadonlySet<string>,
): Pick<Problem, 'fix' | 'message'> | undefined {
  const start = `${describePort(port)} of Service ${name}`;
  const meant = MEANT.get(port.appProtocol.toLowerCase());
  if (meant !== undefined) {
    return {
      message: `${start} has appProtocol ${port.appProtocol}, a name that gateways do not know`,
      fix: `write appProtocol: ${meant}`,
    };
  }
  const other = CONTRADICTIONS.find(
    ([names, protocols]) => names.test(port.name) && protocols.test(port.appProtocol),
  );
  if (other) {
    return {
      message: `${start} has the name of one protocol and appProtocol ${port.appProtocol}: gateways and meshes believe appProtocol`,
      fix: 'write the protocol that the program speaks in both',
    };
  }
  if (port.appProtocol !== '' || !isHttp2(port)) return undefined;
  const target = `Service/${namespace}/${name}`;
  const isRouted = [port.port, port.name].some((each) => routed.has(`${target} ${each}`));
  if (!isRouted) return undefined;
  return {
    message: `${start} has no appProtocol, and a route leads to it: the gateway speaks HTTP/1.1 to it`,
    fix: 'write appProtocol: kubernetes.io/h2c',
  };
}
