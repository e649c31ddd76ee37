import { add, drop, inDev, set } from './mutation.ts';
import type { Mutation } from './mutation.ts';

const SLICE = 'EndpointSlice/data/partner-feed';
const SERVICE = 'Service/data/partner-feed';

/** Mistakes in EndpointSlices that are written by hand. */
export const endpointSlice: readonly Mutation[] = [
  inDev(
    'endpoint-slice/orphan',
    'a misspelt Service',
    set(SLICE, 'metadata.labels[kubernetes.io/service-name]', 'partner-fed'),
    ['service/no-endpoints'],
  ),
  inDev('endpoint-slice/orphan', 'the Service is gone', drop(SERVICE), [
    'monitor/probe-target',
    'name/unresolvable',
  ]),
  inDev('endpoint-slice/port-mismatch', 'another name', set(SLICE, 'ports[https].name', 'tls')),
  inDev(
    'endpoint-slice/port-mismatch',
    'the Service calls it otherwise',
    set(SERVICE, 'spec.ports[https].name', 'web'),
  ),
  inDev(
    'endpoint-slice/managed-by-controller',
    'the label of the controller',
    set(
      SLICE,
      'metadata.labels[endpointslice.kubernetes.io/managed-by]',
      'endpointslice-controller.k8s.io',
    ),
    ['admission/endpoint-slice-addresses'],
  ),
  inDev(
    'endpoint-slice/managed-by-controller',
    'the label of the controller that mirrors Endpoints',
    set(
      SLICE,
      'metadata.labels[endpointslice.kubernetes.io/managed-by]',
      'endpointslicemirroring-controller.k8s.io',
    ),
    ['admission/endpoint-slice-addresses', 'service/no-endpoints'],
  ),
  inDev('endpoint-slice/address', 'loopback', set(SLICE, 'endpoints[0].addresses', ['127.0.0.1']), [
    'name/blocked',
  ]),
  inDev(
    'endpoint-slice/address',
    'an address of a Service',
    set(SLICE, 'endpoints[0].addresses', ['10.43.0.10']),
    ['admission/endpoint-slice-addresses', 'name/blocked'],
  ),
  inDev(
    'endpoint-slice/fqdn',
    'a name instead of an address',
    [
      set(SLICE, 'addressType', 'FQDN'),
      set(SLICE, 'endpoints[0].addresses', ['partner.dev.corp.internal']),
    ],
    ['admission/endpoint-slice-addresses'],
  ),
  inDev(
    'endpoints/deprecated',
    'the old kind',
    add(`apiVersion: v1
kind: Endpoints
metadata: {name: partner-feed, namespace: data}
subsets:
- addresses: [{ip: 10.30.8.10}]
  ports: [{name: https, port: 443}]
`),
  ),
];
