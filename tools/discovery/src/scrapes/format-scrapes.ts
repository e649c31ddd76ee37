import { describeObject } from '../store/stored-object.ts';
import type { Scrape, ScrapePool } from './scrape.ts';

/** A monitor as `model --part scrapes --format json` prints it. */
export interface FormattedScrape {
  /** `ServiceMonitor/backend/go-server` */
  readonly monitor: string;
  readonly kind: Scrape['kind'];
  readonly namespace: string;
  readonly name: string;
  /** Whether Prometheus takes it, by its labels: yes, no or unknown. */
  readonly picked: Scrape['isPicked'];
  /** One for each endpoint that the monitor names: targets, and what is selected without one. */
  readonly pools: readonly ScrapePool[];
}

/** The part `scrapes` of the model, as data for JSON. */
export function formatScrapes(scrapes: readonly Scrape[]): readonly FormattedScrape[] {
  return scrapes.map(({ stored, kind, isPicked, pools }) => ({
    monitor: describeObject(stored),
    kind,
    namespace: stored.namespace,
    name: stored.name,
    picked: isPicked,
    pools,
  }));
}
