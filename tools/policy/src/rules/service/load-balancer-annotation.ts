import type { Service } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import {
  fieldOfHint,
  loadBalancerHints,
  loadBalancersOf,
} from '../../facts/load-balancer-hints.ts';
import type { LoadBalancerHint } from '../../facts/load-balancer-hints.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const loadBalancerAnnotation: Rule = {
  id: 'service/load-balancer-annotation',
  severity: 'warning',
  scope: 'environment',
  title: 'An annotation for a load balancer is deprecated, wrong, or for another provider',
  why: 'Annotations are free text: no API server checks them, and a controller that does not know one does what it does by default.',
  fix: 'write the annotations that the provider of the environment documents',
  silent:
    'What other providers would do is not judged where the distribution of the environment is not known.',
  source:
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/',
  check: findAnnotations,
};

const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';

const DEPRECATED: readonly (readonly [prefix: string, instead: string])[] = [
  [`${AWS}internal`, `${AWS}scheme: internal or internet-facing`],
  ['metallb.universe.tf/', 'the same annotation with the prefix metallb.io/'],
  ['cloud.google.com/load-balancer-type', 'networking.gke.io/load-balancer-type'],
];

const VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  [`${AWS}scheme`, ['internal', 'internet-facing']],
  [`${AWS}nlb-target-type`, ['instance', 'ip']],
  [`${AWS}type`, ['external', 'nlb', 'nlb-ip']],
]);

function* findAnnotations(input: RuleInput): Generator<Problem> {
  const { environment } = input.model;
  const served = loadBalancersOf(environment);
  for (const service of checkedServices(input)) {
    const hints = loadBalancerHints(service.stored);
    for (const hint of hints) {
      const answer = explain(hint, service, served);
      if (answer) yield { on: service.stored, field: fieldOfHint(hint), ...answer };
    }
  }
}

type Answer = Pick<Problem, 'fix' | 'message'>;

function explain(
  hint: LoadBalancerHint,
  service: Service,
  served: string | undefined,
): Answer | undefined {
  const { key, value, provider } = hint;
  const start = `annotation ${key} of Service ${service.name}`;
  if (service.type !== 'LoadBalancer') {
    // MetalLB and some others only look at load balancers; AWS also reads annotations of node ports, for its targets.
    if (service.type === 'NodePort') return undefined;
    return {
      message: `${start} does nothing: the Service is of type ${service.type}`,
      fix: 'remove it, or write type: LoadBalancer',
    };
  }
  if (served !== undefined && served !== provider && provider !== 'MetalLB') {
    // One that asks for an internal load balancer is an error of its own.
    const isOther = service.exposure.loadBalancer?.class === '' && !hint.isInternal;
    return isOther
      ? {
          message: `${start} is for ${provider}, and load balancers are made by ${served} here: nobody reads it`,
        }
      : undefined;
  }
  return contradiction(hint, service, start) ?? oldOrWrong(key, value, start);
}

function contradiction(
  { key, value }: LoadBalancerHint,
  { stored, exposure }: Service,
  start: string,
): Answer | undefined {
  const { annotations } = stored;
  const scheme = annotations.get(`${AWS}scheme`);
  if (
    key === `${AWS}internal` &&
    scheme !== undefined &&
    (scheme === 'internal') !== (value !== 'false')
  ) {
    return {
      message: `${start} says ${value}, and the annotation scheme says ${scheme}: one of them does not count`,
      fix: 'keep only the annotation scheme',
    };
  }
  const className = exposure.loadBalancer?.class ?? '';
  if (key === `${AWS}type` && className !== '') {
    return {
      message: `${start} says ${value}, and loadBalancerClass ${className} decides who serves it`,
      fix: 'keep only loadBalancerClass',
    };
  }
  const target = annotations.get(`${AWS}nlb-target-type`);
  if (key === `${AWS}type` && value === 'nlb' && target !== undefined) {
    return {
      message: `${start} leaves the load balancer to the cloud provider of Kubernetes, which does not know nlb-target-type`,
      fix: `write ${key}: external, before the Service is created for the first time`,
    };
  }
  return undefined;
}

function oldOrWrong(key: string, value: string, start: string): Answer | undefined {
  const instead = DEPRECATED.find(([prefix]) => key.startsWith(prefix))?.[1];
  if (instead !== undefined) return { message: `${start} is deprecated`, fix: `write ${instead}` };
  if (key === `${AWS}type` && value === 'nlb-ip') {
    return {
      message: `${start} has the deprecated value nlb-ip`,
      fix: `write ${key}: external and ${AWS}nlb-target-type: ip`,
    };
  }
  const known = VALUES.get(key);
  if (!known || known.includes(value)) return undefined;
  return {
    message: `${start} has the value ${value}, which is none of ${known.join(', ')}`,
    fix: `write one of ${known.join(', ')}`,
  };
}
