import { describeObject } from '@fingerpost/discovery';
import { backendsFailing, fieldOfBackend } from '../../facts/route-backends.ts';
import { servicesByName } from '../../facts/services-by-name.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalName: Rule = {
  id: 'route/external-name',
  severity: 'warning',
  scope: 'environment',
  title: 'A route sends requests to an ExternalName',
  why: 'Gateways differ in what they make of an ExternalName: many refuse it, because whoever may edit the Service can point the gateway anywhere. Others send the Host of the client, which the other side does not know.',
  fix: 'use a Service without selector and an EndpointSlice, or the backend kind of the gateway for external hosts',
  silent: '',
  source: 'https://gateway-api.sigs.k8s.io/reference/spec/#backendobjectreference',
  check: findExternalNames,
};

function* findExternalNames(input: RuleInput): Generator<Problem> {
  const services = input.shared(servicesByName);
  for (const found of backendsFailing(['external-name'], input)) {
    const { route, backend, namespace, name } = found;
    const service = services.get(`${namespace}/${name}`);
    if (!service) continue;
    yield {
      on: route.stored,
      field: fieldOfBackend(route, backend, 'name'),
      message: `${describeObject(route.stored)} sends requests to Service ${name}, an ExternalName for ${service.externalName}, which many gateways refuse`,
      related: [{ on: service.stored, field: 'spec.type', message: 'ExternalName' }],
    };
  }
}
