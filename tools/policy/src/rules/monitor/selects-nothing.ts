import { selects } from '@fingerpost/discovery';
import type { Labels, Requirement, Scrape, StoredObject } from '@fingerpost/discovery';
import { describeSelector } from '../../facts/describe-selector.ts';
import { listNames } from '../../facts/list-names.ts';
import { knowsMonitored, monitoredNamespaces, monitorSelector } from '../../facts/monitored.ts';
import { podMakers, selectsMadePods } from '../../facts/pod-makers.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const selectsNothing: Rule = {
  id: 'monitor/selects-nothing',
  severity: 'error',
  scope: 'environment',
  title: 'A monitor selects nothing',
  why: 'Prometheus gets a scrape configuration without targets, which is no error to it: no series, no `up`, and alerts over them never fire. A ServiceMonitor selects by the labels of Services, not of pods, and without namespaceSelector in its own namespace alone.',
  fix: 'select by labels that the Service has, and name its namespace in namespaceSelector.matchNames',
  silent:
    'Of plain files, where a namespace that it looks in is not among them or has nothing to select; where an operator makes the Services of a custom resource.',
  source:
    'https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitorSpec',
  check: findIdleMonitors,
};

const WHAT = { PodMonitor: 'pod', Probe: 'Ingress', ServiceMonitor: 'Service' } as const;

function* findIdleMonitors(input: RuleInput): Generator<Problem> {
  for (const scrape of input.model.scrapes) {
    const { stored, kind, pools } = scrape;
    if (!input.isChecked(stored) || pools.length === 0) continue;
    const isIdle = pools.every(({ empty }) =>
      empty.some(({ reason }) => reason === 'nothing-selected'),
    );
    if (!isIdle || !knowsMonitored(scrape, input)) continue;
    const selector = monitorSelector(scrape);
    const all = candidates(kind, input);
    const namespaces = monitoredNamespaces(scrape);
    const inside = all.filter(({ namespace }) => namespaces?.includes(namespace) ?? true);
    if (isMadeByOperator(selector, namespaces, input)) continue;
    // Files that hold monitors alone say nothing of what they select.
    if (
      !input.complete &&
      inside.length === 0 &&
      !all.some(({ labels }) => selects(selector, labels))
    )
      continue;
    yield describe(scrape, selector, namespaces, all);
  }
}

interface Candidate {
  readonly stored: StoredObject;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
}

function candidates(kind: Scrape['kind'], { model }: RuleInput): readonly Candidate[] {
  if (kind === 'PodMonitor') return model.workloads;
  const [group, of] = kind === 'Probe' ? ['networking.k8s.io', 'Ingress'] : ['', 'Service'];
  return model.store.list(group, of).map((stored) => {
    const { namespace, name, labels } = stored;
    return { stored, namespace, name, labels };
  });
}

function isMadeByOperator(
  selector: readonly Requirement[],
  namespaces: readonly string[] | null,
  input: RuleInput,
): boolean {
  const makers = input.shared(podMakers);
  const within = namespaces ?? [...makers.keys()];
  return within.some((namespace) => {
    const own = makers.get(namespace);
    return own !== undefined && selectsMadePods(selector, own);
  });
}

function describe(
  { stored, kind }: Scrape,
  selector: readonly Requirement[],
  namespaces: readonly string[] | null,
  all: readonly Candidate[],
): Problem {
  const what = WHAT[kind];
  const where = namespaces ? `in namespace ${listNames(namespaces)}` : 'in any namespace';
  const wanted = selector.length === 0 ? '' : ` with ${describeSelector(selector)}`;
  const message = `${kind} ${stored.name} selects nothing: there is no ${what}${wanted} ${where}`;
  const elsewhere = all.find(({ labels }) => selects(selector, labels));
  if (elsewhere && selector.length > 0) {
    return {
      on: stored,
      field: 'spec.namespaceSelector',
      message: `${message}, but there is one in namespace ${elsewhere.namespace}`,
      related: [
        { on: elsewhere.stored, field: 'metadata.namespace', message: `the ${what} that is meant` },
      ],
      fix: `add namespaceSelector: {matchNames: [${elsewhere.namespace}]}`,
    };
  }
  const near = nearest(
    selector,
    all.filter(({ namespace }) => namespaces?.includes(namespace) ?? true),
  );
  return {
    on: stored,
    field: kind === 'Probe' ? 'spec.targets.ingress' : 'spec.selector',
    message,
    ...(near && {
      related: [
        {
          on: near.stored,
          field: 'metadata.labels',
          message: `the labels of ${what} ${near.name}`,
        },
      ],
    }),
  };
}

/** The one with most of the labels, or a name that is among the values. */
function nearest(
  selector: readonly Requirement[],
  all: readonly Candidate[],
): Candidate | undefined {
  let best: { readonly one: Candidate; readonly score: number } | undefined;
  for (const one of all) {
    const matching = selector.filter(({ key, values }) =>
      values.includes(one.labels.get(key) ?? ''),
    );
    const score =
      2 * matching.length + Number(selector.some(({ values }) => values.includes(one.name)));
    if (score > (best?.score ?? 0)) best = { one, score };
  }
  return best?.one;
}
