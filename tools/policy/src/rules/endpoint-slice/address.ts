import type { Addresses } from '@fingerpost/discovery';
import { isInRanges, readRanges } from '../../facts/address-ranges.ts';
import { writtenSlices } from '../../facts/written-slices.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const address: Rule = {
  id: 'endpoint-slice/address',
  severity: 'error',
  scope: 'environment',
  title: 'An EndpointSlice leads to an address that no endpoint can have',
  why: 'Loopback and link-local addresses mean another machine on every node; the API server refuses them. The address of a Service is no endpoint either: kube-proxy sends packets on only once.',
  fix: 'write the addresses of the hosts that are meant; for a Service of this cluster let clients use its name',
  silent:
    'Where the range of Service addresses is not known, for addresses that no Service among the manifests has.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#custom-endpointslices',
  covers: /^endpoints\[\d+\]\.addresses\[\d+\]: Invalid value.*(?:loopback|link-local|unspecified)/,
  check: findAddresses,
};

function* findAddresses(input: RuleInput): Generator<Problem> {
  const { model, complete } = input;
  const slices = input.shared(writtenSlices);
  if (slices.length === 0) return;
  const services = new Map(
    model.services.flatMap(({ clusterIPs, namespace, name }) =>
      clusterIPs.map((literal) => [literal, `Service ${namespace}/${name}`] as const),
    ),
  );
  const unusable = readRanges(UNUSABLE);
  const ranges = readRanges(complete ? model.environment.serviceCIDRs : []);
  for (const { stored, slice } of slices) {
    for (const [index, endpoint] of slice.endpoints.entries()) {
      for (const [place, literal] of endpoint.addresses.entries()) {
        const what = describe(literal, services, unusable, ranges);
        if (what === undefined) continue;
        yield {
          on: stored,
          field: `endpoints[${index}].addresses[${place}]`,
          message: `EndpointSlice ${stored.name} leads to ${literal}, ${what}: connections fail`,
        };
      }
    }
  }
}

const UNUSABLE = ['127.0.0.0/8', '::1', '169.254.0.0/16', 'fe80::/10', '0.0.0.0', '::'];

function describe(
  literal: string,
  services: ReadonlyMap<string, string>,
  unusable: Addresses,
  ranges: Addresses,
): string | undefined {
  if (isInRanges(literal, unusable)) return 'which is another host on every node';
  const service = services.get(literal);
  if (service !== undefined) return `the address of ${service}`;
  return isInRanges(literal, ranges) ? 'an address of the Service range' : undefined;
}
