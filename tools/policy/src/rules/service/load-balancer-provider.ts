import type { Service } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import {
  fieldOfHint,
  loadBalancerHints,
  loadBalancersOf,
  providerOfClass,
} from '../../facts/load-balancer-hints.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const loadBalancerProvider: Rule = {
  id: 'service/load-balancer-provider',
  severity: 'error',
  scope: 'environment',
  title: 'A load balancer asks for what the provider of its environment does not do',
  why: 'Annotations of another provider are read by nobody: a load balancer that is written as internal is public, and ServiceLB of k3s opens its ports on every node. A `loadBalancerClass` of another provider never gets an address. On k3s a port of the nodes belongs to one Service only, and the next one waits for ever.',
  fix: 'move the load balancer to the overlays of the environments whose provider it is for',
  silent:
    'Where the distribution of the environment is not known, and where MetalLB is installed. Annotations that only tune a load balancer are `service/load-balancer-annotation`.',
  source: 'https://docs.k3s.io/networking/networking-services#service-load-balancer',
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  const { environment, store } = input.model;
  const provider = loadBalancersOf(environment);
  if (provider === undefined || store.list('metallb.io', 'IPAddressPool').length > 0) return;
  for (const service of checkedServices(input)) {
    const { loadBalancer } = service.exposure;
    if (!loadBalancer) continue;
    const answer =
      explainClass(service, loadBalancer.class, provider) ?? explainHint(service, provider);
    if (answer) yield { on: service.stored, ...answer };
    if (provider !== 'ServiceLB of k3s') continue;
    for (const problem of loadBalancer.problems) {
      const message = `load balancer Service ${service.name} gets no address: ${problem}`;
      yield {
        on: service.stored,
        field: 'spec.ports',
        message,
        fix: 'publish each port of the nodes by one Service only',
      };
    }
  }
}

type Answer = Pick<Problem, 'field' | 'message'>;

function explainClass({ name }: Service, className: string, provider: string): Answer | undefined {
  const wanted = className === '' ? undefined : providerOfClass(className);
  if (wanted === undefined || wanted === provider) return undefined;
  return {
    field: 'spec.loadBalancerClass',
    message: `load balancer Service ${name} is of class ${className}, which only ${wanted} serves; here load balancers are made by ${provider}: it never gets an address`,
  };
}

function explainHint({ name, exposure, stored }: Service, provider: string): Answer | undefined {
  if (exposure.loadBalancer?.class !== '') return undefined;
  const hints = loadBalancerHints(stored);
  if (hints.some((hint) => hint.provider === provider && hint.isInternal)) return undefined;
  const wrong = hints.find((hint) => hint.provider !== provider && hint.isInternal);
  if (!wrong || wrong.provider === 'MetalLB') return undefined;
  const what =
    provider === 'ServiceLB of k3s'
      ? 'ServiceLB of k3s ignores the annotation and opens its ports on every node'
      : `${provider} ignores the annotation, and the load balancer may be public`;
  return {
    field: fieldOfHint(wrong),
    message: `load balancer Service ${name} is meant to be internal by an annotation for ${wrong.provider}: ${what}`,
  };
}
