import { describeObject } from '@fingerpost/discovery';
import type { ParentReason, RouteParent } from '@fingerpost/discovery';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const parentMissing: Rule = {
  id: 'route/parent-missing',
  severity: 'warning',
  scope: 'environment',
  title: 'A route hangs on no gateway',
  why: 'The API server takes a route whose gateway, listener or class does not exist, or does not take it. No request ever reaches it.',
  fix: 'name a Gateway and listener that take the route, or an IngressClass',
  silent:
    'For a Gateway in a namespace that the input says nothing of, one that the environment names, and for classes that no manifest makes.',
  source: 'https://gateway-api.sigs.k8s.io/reference/spec/#parentreference',
  check: findDetached,
};

const WHY: Readonly<Partial<Record<ParentReason, string>>> = {
  'gateway-unknown': 'which is not there',
  'hostname-mismatch': 'whose listeners have none of its host names',
  'kind-not-allowed': 'whose listeners do not take this kind of route',
  'namespace-not-allowed': 'whose listeners take no routes of its namespace',
  'no-such-listener': 'which has no such listener',
  'other-route-kind': 'where a route of another kind has the host already',
  'class-ambiguous': 'because several classes are the default',
};

function* findDetached(input: RuleInput): Generator<Problem> {
  for (const { stored, kind, parents } of input.model.routes.routes) {
    if (!input.isChecked(stored)) continue;
    for (const [index, parent] of parents.entries()) {
      const why = parent.reason && WHY[parent.reason];
      if (why === undefined || !isSure(parent, input)) continue;
      const { sectionName, port } = parent;
      const listener = sectionName === '' ? '' : ` listener ${sectionName}`;
      const number = port === 0 ? '' : ` port ${port}`;
      yield {
        on: stored,
        field: kind === 'Ingress' ? 'spec' : `spec.parentRefs[${index}]`,
        message: `${describeObject(stored)} is not served: it hangs on ${parent.parent}${listener}${number}, ${why}`,
      };
    }
  }
}

function isSure({ parent, reason, isAttached }: RouteParent, input: RuleInput): boolean {
  if (reason !== 'gateway-unknown') return isAttached === 'no';
  const [, namespace = ''] = parent.split('/');
  // What a cluster brings itself is in no plain file.
  return input.complete || (input.knowsNamespace(namespace) && !namespace.startsWith('kube-'));
}
