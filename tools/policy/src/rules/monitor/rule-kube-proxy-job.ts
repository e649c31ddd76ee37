import { ruleExpressions } from '../../facts/promql.ts';
import type { LabelMatcher } from '../../facts/promql.ts';
import { placeInText } from '../../facts/shell-syntax.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const ruleKubeProxyJob: Rule = {
  id: 'monitor/rule-kube-proxy-job',
  severity: 'error',
  scope: 'resource',
  title: 'An alert selects the job kube-proxy, which k3s does not have',
  why: 'k3s runs everything in one process with one list of metrics, and kube-proxy listens on the loopback address alone: its series come through the kubelet, with job="kubelet". What selects job="kube-proxy" is empty, and absent() of it fires for ever.',
  fix: 'leave the job out, or select job="kubelet"',
  silent:
    'On other distributions than k3s, and where a monitor of the input makes targets with this job.',
  source: 'https://docs.k3s.io/reference/metrics',
  check: findJobs,
};

function* findJobs(input: RuleInput): Generator<Problem> {
  const { environment, scrapes } = input.model;
  if (environment.distribution !== 'k3s') return;
  const jobs = new Set(
    scrapes.flatMap(({ pools }) => pools.flatMap(({ targets }) => targets.map(({ job }) => job))),
  );
  if (jobs.has('kube-proxy')) return;
  for (const { on, field, text, name, selectors } of input.shared(ruleExpressions)) {
    const selector = selectors.find(({ matchers }) => matchers.some(isKubeProxy));
    if (!selector) continue;
    const what = selector.metric === '' ? 'series' : selector.metric;
    const message = `${name || 'the rule'} reads ${what} with job="kube-proxy": on k3s there are none, as kube-proxy is scraped through the kubelet`;
    yield { on, field, at: placeInText(text, selector.pos), message };
  }
}

function isKubeProxy({ label, operator, value }: LabelMatcher): boolean {
  if (label !== 'job') return false;
  if (operator === '=') return value === 'kube-proxy';
  return (
    operator === '=~' &&
    value.split('|').every((part) => /^\(?\.?\*?kube-proxy\.?\*?\)?$/.test(part))
  );
}
