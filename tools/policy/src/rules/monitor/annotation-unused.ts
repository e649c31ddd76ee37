import { scrapeAnnotations } from '../../facts/scrape-annotations.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const annotationUnused: Rule = {
  id: 'monitor/annotation-unused',
  severity: 'caution',
  scope: 'resource',
  title: 'An annotation asks for a scrape, and monitors decide here',
  why: 'A Prometheus of the operator scrapes what monitors select and does not read prometheus.io annotations. Where another one does read them, the same pods are scraped twice.',
  fix: 'take the annotations away, and let a monitor select the Service',
  silent:
    'Where the input has no monitor, and the environment names no Prometheus of the operator.',
  source: 'https://prometheus-operator.dev/docs/platform/troubleshooting/',
  check: findAnnotations,
};

function* findAnnotations(input: RuleInput): Generator<Problem> {
  const { environment, scrapes } = input.model;
  if (!environment.prometheus && scrapes.length === 0) return;
  for (const { on, field } of input.shared(scrapeAnnotations)) {
    yield {
      on,
      field: `${field}[prometheus.io/scrape]`,
      message: `prometheus.io/scrape of ${on.kind} ${on.name} is not read by a Prometheus that takes its targets from monitors`,
    };
  }
}
