import { externalNames } from '../../facts/external-names.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalNameAddress: Rule = {
  id: 'service/external-name-address',
  severity: 'error',
  scope: 'resource',
  title: 'An ExternalName Service names an address',
  why: 'externalName becomes a CNAME record, and a CNAME leads to a name. The API server takes an IPv4 address as a name made of digits; the DNS server answers that it does not exist.',
  fix: 'use a Service without selector and an EndpointSlice with the address, or the DNS name of the host',
  silent: '',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
  covers: /^spec\.externalName: Invalid value/,
  check: findAddresses,
};

function* findAddresses(input: RuleInput): Generator<Problem> {
  for (const { service, target, kind } of input.shared(externalNames)) {
    if (kind !== 'address') continue;
    yield {
      on: service.stored,
      field: 'spec.externalName',
      message: `Service ${service.name} is an alias of ${target}, which is an address and no name: it never resolves`,
    };
  }
}
