import { externalNames } from '../../facts/external-names.ts';
import { withoutFinalDot } from '../../facts/service-names.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalNameUnlisted: Rule = {
  id: 'service/external-name-unlisted',
  severity: 'warning',
  scope: 'environment',
  title: 'An ExternalName Service leads to a host that the environment does not list',
  why: 'Whoever may change a Service may lead its clients to any host: a wrong database of another environment, or a foreign one. The list in `environment.yaml` says which hosts are meant.',
  fix: 'correct the name, or add it to spec.externalNames of the environment',
  silent: 'Where the environment has no list.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
  check: findNames,
};

function* findNames(input: RuleInput): Generator<Problem> {
  const { externalNames: listed, name: environment } = input.model.environment;
  if (!listed) return;
  const known = new Set(listed.map((name) => withoutFinalDot(name).toLowerCase()));
  for (const { service, target, kind } of input.shared(externalNames)) {
    if (kind !== 'outside' || known.has(target)) continue;
    yield {
      on: service.stored,
      field: 'spec.externalName',
      message: `Service ${service.name} is an alias of ${target}, which environment ${environment} does not list: it lists ${listed.length === 0 ? 'none' : listed.join(', ')}`,
    };
  }
}
