import { writtenSlices } from '../../facts/written-slices.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const fqdn: Rule = {
  id: 'endpoint-slice/fqdn',
  severity: 'warning',
  scope: 'resource',
  title: 'An EndpointSlice leads to names instead of addresses',
  why: 'kube-proxy takes addresses only and passes over slices of type FQDN: the Service has no endpoints. The type is deprecated.',
  fix: 'use a Service of type ExternalName for a name, or write the addresses',
  silent: '',
  source: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#address-types',
  covers: /FQDN/,
  check: findSlices,
};

function* findSlices(input: RuleInput): Generator<Problem> {
  for (const { stored, slice } of input.shared(writtenSlices)) {
    if (slice.addressType !== 'FQDN') continue;
    const names = slice.endpoints.flatMap(({ addresses }) => addresses);
    yield {
      on: stored,
      field: 'addressType',
      message: `EndpointSlice ${stored.name} leads to ${names.slice(0, 3).join(', ') || 'names'}, and kube-proxy only takes addresses: nothing is sent there`,
    };
  }
}
