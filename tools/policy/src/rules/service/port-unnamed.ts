import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const portUnnamed: Rule = {
  id: 'service/port-unnamed',
  severity: 'error',
  scope: 'resource',
  title: 'A port of a Service has no name',
  why: 'The API server refuses a Service with several ports of which one has no name. An only port without name works, but has no SRV record, no ServiceMonitor can name it, and a second port needs the name later.',
  fix: 'name each port after what it speaks: http, grpc, metrics',
  silent: '',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services',
  covers: /^spec\.ports\[\d+\]\.name: Required value/,
  check: findPorts,
};

function* findPorts(input: RuleInput): Generator<Problem> {
  for (const { stored, name, ports, addressing } of checkedServices(input)) {
    const isOnly = ports.length === 1;
    if (isOnly && addressing === 'external-name') continue;
    for (const [index, port] of ports.entries()) {
      if (port.name !== '') continue;
      const field = `spec.ports[${index}].port`;
      const start = `port ${port.port} of Service ${name} has no name`;
      yield isOnly
        ? {
            on: stored,
            field,
            severity: 'caution',
            message: `${start}: nothing can name it, neither SRV records nor monitors`,
          }
        : {
            on: stored,
            field,
            message: `${start}, and it is one of ${ports.length}: the API server refuses the Service`,
          };
    }
  }
}
