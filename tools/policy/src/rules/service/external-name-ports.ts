import { externalNames } from '../../facts/external-names.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalNamePorts: Rule = {
  id: 'service/external-name-ports',
  severity: 'warning',
  scope: 'resource',
  title: 'An ExternalName Service has ports',
  why: 'The Service is a DNS alias: clients connect to the host itself, on the port that they choose. Nothing reads `ports`, and `targetPort` translates nothing.',
  fix: 'remove the ports; to change a port use a Service without selector and an EndpointSlice',
  silent: '',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
  check: findPorts,
};

function* findPorts(input: RuleInput): Generator<Problem> {
  for (const { service, target } of input.shared(externalNames)) {
    const { stored, name, ports } = service;
    const [first] = ports;
    if (!first) continue;
    const translated = ports.find(({ port, targetPort }) => port !== targetPort);
    const index = translated ? ports.indexOf(translated) : 0;
    const message = translated
      ? `Service ${name} translates port ${translated.port} to ${translated.targetPort}, but it is an alias of ${target}: clients connect there on ${translated.port}`
      : `Service ${name} has port ${first.port}, but it is an alias of ${target}: clients connect there on any port that they choose`;
    yield {
      on: stored,
      field: translated ? `spec.ports[${index}].targetPort` : 'spec.ports',
      message,
    };
  }
}
