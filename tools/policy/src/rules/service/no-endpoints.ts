import type { StoredObject } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const noEndpoints: Rule = {
  id: 'service/no-endpoints',
  severity: 'error',
  scope: 'service',
  title: 'A Service has neither a selector nor endpoints',
  why: 'Without a selector no controller makes endpoints: somebody has to write an EndpointSlice. Until then the name resolves and every connection is refused.',
  fix: 'add a selector, or an EndpointSlice with the label kubernetes.io/service-name',
  silent:
    'Where an Endpoints object of the same name is there, even an empty one (Patroni and others fill it), where another cluster exports the endpoints, and for the Service of the kubelets, which the operator of Prometheus fills.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  check: findServices,
};

/** Controllers that make endpoints of Services with these labels or annotations. */
const FILLED =
  /^(?:multicluster\.|service\.cilium\.io\/|io\.cilium\/|mirror\.linkerd\.io\/|networking\.istio\.io\/|serving\.knative\.dev\/|networking\.internal\.knative\.dev\/)/;

function* findServices(input: RuleInput): Generator<Problem> {
  const { model } = input;
  const withSlices = new Set(
    model.slices.flatMap(({ namespace, service, endpoints }) =>
      service !== undefined && endpoints.length > 0 ? [`${namespace}/${service}`] : [],
    ),
  );
  for (const service of checkedServices(input)) {
    const { stored, namespace, name, addressing, selector } = service;
    if (addressing === 'external-name' || selector !== null) continue;
    if (withSlices.has(`${namespace}/${name}`) || isFilled(service.stored)) continue;
    if (model.store.get('', 'Endpoints', namespace, name)) continue;
    if (namespace === 'default' && name === 'kubernetes') continue;
    yield {
      on: stored,
      field: 'spec.selector',
      message: `Service ${name} has no selector, and no EndpointSlice with endpoints names it: nothing answers`,
    };
  }
}

function isFilled({ labels, annotations }: StoredObject): boolean {
  // The operator of Prometheus writes the addresses of all nodes there.
  if (labels.get('k8s-app') === 'kubelet') return true;
  return [...labels.keys(), ...annotations.keys()].some((key) => FILLED.test(key));
}
