import { describeObject } from '@fingerpost/discovery';
import { writtenSlices } from '../../facts/written-slices.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const orphan: Rule = {
  id: 'endpoint-slice/orphan',
  severity: 'error',
  scope: 'service',
  title: 'An EndpointSlice belongs to no Service',
  why: 'A slice says by the label `kubernetes.io/service-name` which Service of its namespace it belongs to. Without one of that name nobody reads its addresses, and no message says so. Renaming a Service with Kustomize leaves the label behind.',
  fix: 'set the label kubernetes.io/service-name to the name of the Service',
  silent: '',
  source: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#ownership',
  check: findOrphans,
};

const LABEL = 'kubernetes.io/service-name';
const FIELD = `metadata.labels[${LABEL}]`;

function* findOrphans(input: RuleInput): Generator<Problem> {
  const { store } = input.model;
  for (const { stored } of input.shared(writtenSlices)) {
    const { namespace, name, labels } = stored;
    const service = labels.get(LABEL) ?? '';
    if (service === '') {
      const sibling = store.get('', 'Service', namespace, name);
      yield {
        on: stored,
        field: 'metadata.labels',
        message: `EndpointSlice ${name} has no label ${LABEL}: it belongs to no Service, and nobody uses its addresses`,
        ...(sibling && {
          fix: `add the label ${LABEL}: ${name}`,
          related: [{ on: sibling, field: 'metadata.name', message: describeObject(sibling) }],
        }),
      };
    } else if (!store.get('', 'Service', namespace, service)) {
      yield {
        on: stored,
        field: FIELD,
        message: `EndpointSlice ${name} belongs to Service ${service}, which namespace ${namespace} does not have: nobody uses its addresses`,
      };
    }
  }
}
