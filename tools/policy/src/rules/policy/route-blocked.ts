import { describeObject } from '@fingerpost/discovery';
import type { Route } from '@fingerpost/discovery';
import { isGateway } from '../../facts/known-programs.ts';
import { refusalOf } from '../../facts/refusal.ts';
import type { Caller } from '../../facts/refusal.ts';
import { namePolicy } from '../../facts/policies.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const routeBlocked: Rule = {
  id: 'policy/route-blocked',
  severity: 'error',
  scope: 'environment',
  title: 'A policy keeps the gateway away from the pods of a route',
  why: 'The gateway connects to the pods of a backend itself. Where their policies do not let it in, each request times out, or is answered with 502, 503 or 504.',
  fix: 'allow ingress to the port of the pods from the namespace and the pods of the gateway',
  silent:
    'Where the gateway is not among the manifests and a rule for the port may mean it: one for another namespace, for addresses, for everybody, or for pods that are not there.',
  source: 'https://gateway-api.sigs.k8s.io/concepts/api-overview/',
  check: findBlockedRoutes,
};

function* findBlockedRoutes(input: RuleInput): Generator<Problem> {
  const { model, isChecked } = input;
  const workloads = new Map(model.workloads.map((workload) => [workload.id, workload]));
  const caller = input.shared(gatewayPods);
  const seen = new Set<string>();
  for (const route of model.routes.routes) {
    if (!isChecked(route.stored)) continue;
    for (const { workload: id, port } of targetsOf(route)) {
      const workload = workloads.get(id);
      const key = `${id} ${port}`;
      if (!workload || seen.has(key)) continue;
      seen.add(key);
      const refusal = refusalOf(caller, workload, port, input);
      if (!refusal) continue;
      const { policy } = refusal;
      const on = input.isChecked(policy) ? policy : route.stored;
      yield {
        on,
        field: on === policy ? refusal.field : 'spec',
        message: `${describeObject(route.stored)} sends requests to TCP ${port} of the pods of ${id}, and ${namePolicy(policy)} does not let the gateway in`,
        related: [
          { on: route.stored, field: 'spec.rules', message: `sends requests to ${id}` },
          { on: workload.stored, field: '', message: 'gets none of them' },
        ],
      };
    }
  }
}

function targetsOf({ rules }: Route): readonly { workload: string; port: number }[] {
  return rules.flatMap(({ backends }) =>
    backends.flatMap(({ pods }) =>
      pods.flatMap(({ workload, port }) => (port === undefined ? [] : [{ workload, port }])),
    ),
  );
}

function gatewayPods({ model }: RuleInput): Caller {
  const { gateway } = model.environment;
  const all = model.workloads.filter(isGateway);
  const own = all.filter(({ namespace }) => namespace === gateway?.namespace);
  const workloads = own.length > 0 ? own : all;
  // The pods of a gateway may be elsewhere than the Gateway.
  return { workloads, namespace: undefined, mayBeOutside: true };
}
