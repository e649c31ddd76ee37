import { objects, texts } from '@fingerpost/apiserver';
import { ruleExpressions } from '../../facts/promql.ts';
import type { MetricSelector, RuleExpression } from '../../facts/promql.ts';
import { placeInText } from '../../facts/shell-syntax.ts';
import { unknownMetric } from '../../metrics/unknown-metric.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const ruleUnknownMetric: Rule = {
  id: 'monitor/rule-unknown-metric',
  severity: 'error',
  scope: 'resource',
  title: 'An alert reads a metric that its exporter does not have',
  why: 'An expression over series that do not exist is empty, and an empty alert never fires. Exporters rename and drop metrics, and rules that were copied stay as they were.',
  fix: 'read a metric that the exporter has',
  silent:
    'For metrics of other programs than kube-proxy, CoreDNS, kube-state-metrics and the blackbox exporter, for plugins that CoreDNS does not bring, and for the sides of an `or`.',
  source: 'tools/policy/src/metrics/inventory.json, from the sources of each exporter',
  check: findUnknownMetrics,
};

/** Since kube-state-metrics 2.18 these are there only where `--resources` asks for them. */
const ASKED_FOR = /^kube_endpoint_/;

function* findUnknownMetrics(input: RuleInput): Generator<Problem> {
  let isAskedFor: boolean | undefined;
  for (const expression of input.shared(ruleExpressions)) {
    for (const selector of expression.selectors) {
      const { metric, isAlternative } = selector;
      if (isAlternative || metric.includes(':')) continue;
      const unknown = unknownMetric(metric);
      if (unknown) {
        const { exporter, version, instead } = unknown;
        const message = `${exporter} ${version.slice(1)} has no metric ${metric}: ${describe(expression)}`;
        yield {
          ...placeOf(expression, selector),
          message,
          ...(instead && { fix: `read ${instead}` }),
        };
      } else if (ASKED_FOR.test(metric)) {
        isAskedFor ??= asksForEndpoints(input);
        if (isAskedFor) continue;
        const message = `kube-state-metrics has ${metric} only with --resources=endpoints,...: ${describe(expression)}`;
        yield {
          ...placeOf(expression, selector),
          message,
          fix: 'read kube_endpointslice_endpoints',
        };
      }
    }
  }
}

function describe({ name }: RuleExpression): string {
  return `${name || 'the rule'} is always empty`;
}

function placeOf(
  { on, field, text }: RuleExpression,
  { pos }: MetricSelector,
): Pick<Problem, 'at' | 'field' | 'on'> {
  return { on, field, at: placeInText(text, pos) };
}

function asksForEndpoints({ model }: RuleInput): boolean {
  return model.workloads.some(({ spec }) =>
    objects(spec, 'containers').some((container) =>
      [...texts(container, 'command'), ...texts(container, 'args')].some((word) =>
        /^--resources=(?:.*,)?endpoints(?:,|$)/.test(word),
      ),
    ),
  );
}
