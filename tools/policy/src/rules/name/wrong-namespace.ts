import { answeredNames, firstOfEach, nameLike } from '../../facts/answered-names.ts';
import { listNames } from '../../facts/list-names.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const wrongNamespace: Rule = {
  id: 'name/wrong-namespace',
  severity: 'error',
  scope: 'environment',
  title: 'A program looks for a Service in the wrong namespace',
  why: 'A name without namespace is looked up in the namespace of the pod that asks, and nowhere else. The Service is in another one, so the lookup ends in NXDOMAIN.',
  fix: 'add the namespace of the Service to the name',
  silent:
    'Of plain files, names in namespaces that none of them has. Placeholders such as $(HOST), names in /etc/hosts of the pod, pods that do not ask the name server of the cluster.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#namespaces-of-services',
  check: findWrongNamespaces,
};

function* findWrongNamespaces(input: RuleInput): Generator<Problem> {
  const { clusterDomain } = input.model.environment;
  for (const { use, user, answer } of firstOfEach(input.shared(answeredNames), 'other-namespace')) {
    const { reading, others } = answer;
    const [service] = others;
    if (!service) continue;
    const isShort = !use.host.includes('.');
    const where = listNames(others.map(({ namespace }) => namespace));
    const looks = isShort
      ? `which the pods of ${user.id} look for in their own namespace`
      : `which the pods of ${user.id} ask for`;
    yield {
      on: use.on,
      field: use.field,
      at: use.at,
      message: `${use.host}, ${looks}, resolves to nothing: namespace ${reading.namespace} has no Service ${reading.service}, ${others.length === 1 ? 'namespace' : 'namespaces'} ${where} ${others.length === 1 ? 'has' : 'have'} one`,
      related: [
        { on: service.stored, field: 'metadata.namespace', message: 'the Service of this name' },
      ],
      fix: `write ${nameLike(use.host, service, clusterDomain)}`,
    };
  }
}
