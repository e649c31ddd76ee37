import type { Scrape, ScrapePool, ScrapeTarget } from '@fingerpost/discovery';
import { object, objects } from '@fingerpost/apiserver';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const scrapedTwice: Rule = {
  id: 'monitor/scraped-twice',
  severity: 'warning',
  scope: 'environment',
  title: 'The same port of a pod is scraped twice',
  why: 'Each scrape makes series of its own, with other labels: sums over them count everything twice, and alerts over rates fire at half of what they say.',
  fix: 'let one monitor select one Service of these pods',
  silent:
    'Where the paths or the parameters differ, and for monitors that Prometheus does not take.',
  source: 'https://prometheus-operator.dev/docs/platform/troubleshooting/',
  check: findTwice,
};

interface Scraped {
  readonly scrape: Scrape;
  readonly index: number;
  readonly target: ScrapeTarget;
}

function* findTwice({ model, isChecked }: RuleInput): Generator<Problem> {
  const first = new Map<string, Scraped>();
  const said = new Set<string>();
  for (const scrape of model.scrapes) {
    if (scrape.kind === 'Probe' || scrape.isPicked === 'no') continue;
    for (const [index, pool] of scrape.pools.entries()) {
      if (hasParameters(scrape, index)) continue;
      for (const target of pool.targets) {
        const key = `${target.pod || target.address} ${target.port} ${pool.scheme} ${pool.path}`;
        const other = first.get(key);
        if (!other) first.set(key, { scrape, index, target });
        const pair = other && `${pool.name} ${target.service} ${other.target.service}`;
        if (!other || !pair || said.has(pair) || !isChecked(scrape.stored)) continue;
        said.add(pair);
        yield describe({ scrape, index, target }, other, pool);
      }
    }
  }
}

/** Of these the port alone does not say what is scraped. */
function hasParameters({ stored, kind }: Scrape, index: number): boolean {
  const list = kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints';
  const endpoint = objects(object(stored.object, 'spec'), list)[index];
  return object(endpoint, 'params') !== undefined || objects(endpoint, 'relabelings').length > 0;
}

function describe(
  { scrape, index, target }: Scraped,
  other: Scraped,
  { path }: ScrapePool,
): Problem {
  const { stored, kind } = scrape;
  const through = (one: Scraped): string =>
    one.target.service === '' ? 'by its labels' : `through Service ${one.target.service}`;
  const isSame = other.scrape === scrape;
  const by = isSame ? 'this monitor, too' : `${other.scrape.kind} ${other.scrape.stored.name}`;
  const list = kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints';
  return {
    on: stored,
    field: isSame && other.index === index ? 'spec.selector' : `spec.${list}[${index}]`,
    message: `${kind} ${stored.name} scrapes ${path} on port ${target.port} of ${target.pod || target.address} ${through({ scrape, index, target })}, which is scraped ${through(other)} by ${by}`,
    ...(!isSame && {
      related: [{ on: other.scrape.stored, field: 'spec.selector', message: 'the other monitor' }],
    }),
  };
}
