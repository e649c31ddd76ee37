import type { NearName } from '@fingerpost/discovery';
import { answeredNames, firstOfEach } from '../../facts/answered-names.ts';
import { listNames } from '../../facts/list-names.ts';
import type { NameAnswer } from '../../facts/name-answers.ts';
import type { NameUse } from '../../facts/name-uses.ts';
import { showsLittle } from '../../facts/shows-little.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const unresolvable: Rule = {
  id: 'name/unresolvable',
  severity: 'error',
  scope: 'environment',
  title: 'A program is told a name that nothing has',
  why: 'Every lookup ends in NXDOMAIN. Nothing checks names before a program asks for them, and many programs start and wait.',
  fix: 'write the name of a Service, or add what has the name; what the cluster brings itself is declared as `given` of the environment',
  silent:
    'Names that only a server outside of the cluster knows; placeholders such as $(HOST); names in /etc/hosts of the pod; pods that do not ask the name server of the cluster. Of plain files, names in namespaces that none of them has are counted in one caution; a warning where they show no Service of the namespace and no other workload.',
  source: 'https://github.com/kubernetes/dns/blob/master/docs/specification.md',
  check: findUnresolvable,
};

function* findUnresolvable(input: RuleInput): Generator<Problem> {
  const names = input.shared(answeredNames);
  for (const { use, user, answer } of firstOfEach(names, 'nowhere')) {
    // A word in some text may be no name at all.
    if (use.isLoose && (answer.near?.difference !== 'spelling' || use.host.length < 6)) continue;
    const why = reasonOf(use, answer, input);
    const { namespace } = answer.reading;
    const isUnsure = !answer.near && namespace !== undefined && showsLittle(namespace, input, user);
    yield {
      on: use.on,
      field: use.field,
      at: use.at,
      ...(isUnsure && { severity: 'warning' }),
      message: `${use.host} resolves to nothing in the pods of ${user.id}: ${why}`,
      ...(answer.near && { fix: `write ${withoutDot(answer.near)}` }),
    };
  }
  const unknown = [...firstOfEach(names, 'unknown-namespace')];
  const [first] = unknown;
  if (!first) return;
  const namespaces = listNames(unknown.map(({ answer }) => answer.namespace));
  yield {
    on: first.use.on,
    field: first.use.field,
    at: first.use.at,
    severity: 'caution',
    message: `${unknown.length === 1 ? '1 name lies' : `${unknown.length} names lie`} in namespaces that no file has (${namespaces}): whether anything has them is not known`,
    fix: 'check these files together with those of the other namespaces',
  };
}

function reasonOf(
  { host }: NameUse,
  { reading, near }: Extract<NameAnswer, { kind: 'nowhere' }>,
  { model }: RuleInput,
): string {
  const { clusterDomain } = model.environment;
  const { prefix, service, namespace } = reading;
  switch (near?.difference) {
    case 'domain':
      return `the domain of this cluster is ${clusterDomain}`;
    case 'order':
      return 'the Service comes first, then its namespace';
    case 'svc':
      return `names of Services end in .svc.${clusterDomain}`;
    case 'port':
      return `Service ${service} has no port that is called so`;
    default:
      break;
  }
  if (namespace === undefined) return `${host} has no namespace`;
  if (
    prefix.startsWith('_') &&
    near === undefined &&
    model.names.services.has(`${namespace}/${service}`)
  )
    return `Service ${service} has no port that is called so`;
  if (!model.names.namespaces.has(namespace)) return `there is no namespace ${namespace}`;
  return `namespace ${namespace} has no Service ${service}`;
}

function withoutDot({ name }: NearName): string {
  return name.slice(0, -1);
}
