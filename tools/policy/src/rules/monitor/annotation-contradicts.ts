import { containerPorts } from '@fingerpost/discovery';
import type { Workload } from '@fingerpost/discovery';
import { listNames } from '../../facts/list-names.ts';
import { scrapeAnnotations } from '../../facts/scrape-annotations.ts';
import type { AnnotatedForScrape } from '../../facts/scrape-annotations.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const annotationContradicts: Rule = {
  id: 'monitor/annotation-contradicts',
  severity: 'error',
  scope: 'resource',
  title: 'prometheus.io/port is not the port of the metrics',
  why: 'The annotation replaces the port of each target. It is the port of the pod, not of the Service, and where it is wrong every scrape fails or finds no metrics.',
  fix: 'write the number of the port where the pods serve their metrics',
  silent:
    'Without prometheus.io/scrape: "true"; where no container names a port for metrics and no monitor scrapes the pods.',
  source:
    'https://github.com/prometheus/prometheus/blob/main/documentation/examples/prometheus-kubernetes.yml',
  check: findContradictions,
};

const PORT = 'prometheus.io/port';
const METRICS = /^(?:http-?)?(?:metrics|prom|prometheus|monitoring)$|-metrics$|^metrics-/;

function* findContradictions(input: RuleInput): Generator<Problem> {
  const scraped = new Map<string, number[]>();
  for (const { pools, kind } of input.model.scrapes) {
    if (kind === 'Probe') continue;
    for (const { pod, port } of pools.flatMap(({ targets }) => targets)) {
      scraped.set(pod, [...(scraped.get(pod) ?? []).filter((one) => one !== port), port]);
    }
  }
  for (const annotated of input.shared(scrapeAnnotations)) {
    const problem = check(annotated, scraped);
    if (problem) yield problem;
  }
}

function check(
  { on, field, annotations, workloads }: AnnotatedForScrape,
  scraped: ReadonlyMap<string, readonly number[]>,
): Problem | undefined {
  const written = annotations.get(PORT);
  if (written === undefined) return undefined;
  const place = { on, field: `${field}[${PORT}]` };
  if (!/^\d{1,5}$/.test(written)) {
    return {
      ...place,
      message: `${PORT} of ${on.kind} ${on.name} is ${written}, which is no number: no address can be made of it`,
    };
  }
  const ports = workloads.flatMap((workload) => metricsPorts(workload, scraped));
  if (ports.length === 0 || ports.includes(Number(written))) return undefined;
  return {
    ...place,
    message: `${PORT} of ${on.kind} ${on.name} is ${written}, and the pods serve their metrics on port ${listNames(ports.map(String))}`,
    fix: `write "${ports[0]}"`,
  };
}

/** The ports of the pods that are called so, and those that monitors scrape. */
function metricsPorts(
  { spec, pods: [pod] }: Workload,
  scraped: ReadonlyMap<string, readonly number[]>,
): number[] {
  const named = containerPorts(spec).filter(({ name }) => METRICS.test(name));
  return [...named.map(({ port }) => port), ...(scraped.get(pod?.id ?? '') ?? [])];
}
