import inventory from './inventory.json' with { type: 'json' };

/** An exporter that does not have a metric which looks like one of its own. */
export interface UnknownMetric {
  readonly exporter: string;
  readonly version: string;
  /** What has taken its place; undefined where nobody knows. */
  readonly instead: string | undefined;
}

const KNOWN = new Set(inventory.exporters.flatMap(({ metrics }) => metrics));
const FAMILIES = new Map(
  inventory.exporters.flatMap(({ name, version, families }) =>
    families.map((family) => [family, { exporter: name, version }] as const),
  ),
);
/** Those of older versions that many rules still read, from the changelogs of their exporters. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['coredns_dns_request_count_total', 'coredns_dns_requests_total'],
  ['coredns_dns_response_rcode_count_total', 'coredns_dns_responses_total'],
  ['coredns_forward_healthcheck_failure_count_total', 'coredns_proxy_healthcheck_failures_total'],
  ['coredns_forward_healthcheck_failures_total', 'coredns_proxy_healthcheck_failures_total'],
  [
    'coredns_forward_request_duration_seconds_bucket',
    'coredns_proxy_request_duration_seconds_bucket',
  ],
  [
    'coredns_forward_request_duration_seconds_count',
    'coredns_proxy_request_duration_seconds_count',
  ],
  ['coredns_forward_requests_total', 'coredns_proxy_request_duration_seconds_count'],
  ['coredns_forward_responses_total', 'coredns_proxy_request_duration_seconds_count'],
  ['coredns_panic_count_total', 'coredns_panics_total'],
  ['kube_endpoint_address_available', 'kube_endpointslice_endpoints{ready="true"}'],
  ['kube_endpoint_address_not_ready', 'kube_endpointslice_endpoints{ready="false"}'],
]);

/** Undefined for a metric that is there, and for one that no exporter of the inventory is answerable for. */
export function unknownMetric(metric: string): UnknownMetric | undefined {
  if (KNOWN.has(metric)) return undefined;
  const family = /^[a-z]+_[a-z0-9]+_/.exec(metric)?.[0] ?? '';
  const first = /^[a-z]+_/.exec(metric)?.[0] ?? '';
  const owner = FAMILIES.get(family) ?? FAMILIES.get(first);
  return owner && { ...owner, instead: INSTEAD.get(metric) };
}
