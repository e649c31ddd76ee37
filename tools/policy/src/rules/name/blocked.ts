import { allows } from '@fingerpost/discovery';
import type { Explanation, Workload } from '@fingerpost/discovery';
import { answeredNames } from '../../facts/answered-names.ts';
import type { AnsweredName } from '../../facts/answered-names.ts';
import { endsOf } from '../../facts/connection-ends.ts';
import type { ConnectionEnd } from '../../facts/connection-ends.ts';
import { listNames } from '../../facts/list-names.ts';
import type { Problem, RelatedPlace, Rule, RuleInput } from '../../rule.ts';

export const blocked: Rule = {
  id: 'name/blocked',
  severity: 'error',
  scope: 'environment',
  title: 'A program is told a name that policies do not let it reach',
  why: 'The name resolves and connections time out. NetworkPolicies add up, and the egress of the client and the ingress of the server both have to allow the port of the pod.',
  fix: 'allow the connection on both sides, on the port of the pod, or take the name away',
  silent:
    'Where any endpoint may be reached, for ports that nobody names while one of the Service may be reached, and for names outside of the cluster (policy/external-blocked).',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: findBlocked,
};

function* findBlocked(input: RuleInput): Generator<Problem> {
  const seen = new Set<string>();
  for (const name of input.shared(answeredNames)) {
    const { use, user, answer } = name;
    if (answer.kind !== 'service') continue;
    const key = `${user.id} ${use.on.kind} ${use.on.name} ${use.field} ${use.at.line} ${use.host} ${use.port}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const ends = endsOf(answer.service, name, input);
    const [first] = ends;
    if (!first || ends.some((end) => isOpen(user, end, input))) continue;
    yield describe(name, first, input);
  }
}

function isOpen(
  user: Workload,
  { party, protocol, port }: ConnectionEnd,
  { model }: RuleInput,
): boolean {
  if (party === user) return true;
  return allows(model.reachability.allowedBetween(user, party), protocol, port);
}

function describe(
  { use, user }: AnsweredName,
  end: ConnectionEnd,
  { model, isChecked }: RuleInput,
): Problem {
  const { party, name, protocol, port } = end;
  const explanation = model.reachability.explain(user, party, protocol, port);
  const sides = sidesOf(explanation, user.id, name);
  const policies = [explanation.egress, explanation.ingress].filter(({ allowed }) => !allowed);
  return {
    on: use.on,
    field: use.field,
    at: use.at,
    message: `the pods of ${user.id} may not connect to ${use.host}: ${sides}, so that connections to ${protocol} ${port} of its pods time out`,
    related: policies.flatMap(({ isolatedBy, direction }): RelatedPlace[] =>
      isolatedBy
        .filter(isChecked)
        .slice(0, 3)
        .map((on) => ({
          on,
          field: 'spec.podSelector',
          message: `isolates the ${direction.toLowerCase()} of ${direction === 'Egress' ? user.id : name}, and does not allow it`,
        })),
    ),
  };
}

function sidesOf({ egress, ingress }: Explanation, from: string, to: string): string {
  const names = ({ isolatedBy }: Explanation['egress']): string =>
    listNames(isolatedBy.map(({ namespace, name }) => `${namespace}/${name}`));
  const out = `no egress rule of ${from} allows it (${names(egress)})`;
  const into = `no ingress rule of ${to} allows it (${names(ingress)})`;
  if (!egress.allowed && !ingress.allowed) return `${out}, and ${into}`;
  return egress.allowed ? into : out;
}
