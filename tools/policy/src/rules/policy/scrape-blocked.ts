import { describeObject } from '@fingerpost/discovery';
import type { StoredObject, Workload } from '@fingerpost/discovery';
import { isPrometheus } from '../../facts/known-programs.ts';
import { refusalOf } from '../../facts/refusal.ts';
import type { Caller } from '../../facts/refusal.ts';
import { namePolicy } from '../../facts/policies.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const scrapeBlocked: Rule = {
  id: 'policy/scrape-blocked',
  severity: 'error',
  scope: 'environment',
  title: 'A policy keeps Prometheus away from the metrics',
  why: 'Prometheus connects to each pod itself. Where the policies of the pods do not let it in, the target is down, and every alert on its metrics is silent.',
  fix: 'allow ingress to the metrics port from the namespace and the pods of Prometheus',
  silent:
    'Where Prometheus is not among the manifests and a rule for the port may mean it, and for monitors that Prometheus does not select.',
  source: 'https://prometheus-operator.dev/docs/developer/getting-started/',
  check: findBlockedScrapes,
};

interface Target {
  /** What asks for the scrape. */
  readonly by: StoredObject;
  /** Annotations only count where the configuration of Prometheus reads them, which no manifest tells. */
  readonly isAnnotated: boolean;
  readonly workload: Workload;
  readonly port: number;
}

function* findBlockedScrapes(input: RuleInput): Generator<Problem> {
  const caller = input.shared(prometheusPods);
  const seen = new Set<string>();
  for (const { by, isAnnotated, workload, port } of [...monitored(input), ...annotated(input)]) {
    const key = `${workload.id} ${port}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const refusal = refusalOf(caller, workload, port, input);
    if (!refusal) continue;
    const { policy } = refusal;
    const on = input.isChecked(policy) ? policy : by;
    yield {
      on,
      severity: isAnnotated && caller.workloads.length === 0 ? 'warning' : 'error',
      field: on === policy ? refusal.field : '',
      message: `${describeObject(by)} has Prometheus scrape TCP ${port} of the pods of ${workload.id}, and ${namePolicy(policy)} does not let it in`,
      related: [{ on: by, field: '', message: 'asks for the scrape' }],
    };
  }
}

function monitored({ model, isChecked }: RuleInput): Target[] {
  const workloads = new Map(
    model.workloads.flatMap((workload) => workload.pods.map(({ id }) => [id, workload] as const)),
  );
  return model.scrapes.flatMap(({ stored, isPicked, pools }) => {
    if (isPicked === 'no' || !isChecked(stored)) return [];
    return pools
      .flatMap(({ targets }) => targets)
      .flatMap(({ pod, port }) => {
        const workload = workloads.get(pod);
        return workload && port > 0 ? [{ by: stored, isAnnotated: false, workload, port }] : [];
      });
  });
}

/** The convention of the configuration that Prometheus brings for Kubernetes. */
function annotated({ model, isChecked }: RuleInput): Target[] {
  return model.workloads.flatMap((workload) => {
    const port = Number(workload.annotations.get('prometheus.io/port') ?? '');
    const isAsked = workload.annotations.get('prometheus.io/scrape') === 'true';
    const isKnown = isAsked && Number.isInteger(port) && port > 0 && isChecked(workload.stored);
    return isKnown ? [{ by: workload.stored, isAnnotated: true, workload, port }] : [];
  });
}

function prometheusPods({ model }: RuleInput): Caller {
  const namespace = model.environment.prometheus?.namespace;
  const all = model.workloads.filter(isPrometheus);
  const own = all.filter((workload) => workload.namespace === namespace);
  return { workloads: own.length > 0 ? own : all, namespace, mayBeOutside: false };
}
