import type { Labels, StoredObject, Workload } from '@fingerpost/discovery';
import { podAnnotationsField } from './pod-spec-field.ts';
import type { RuleInput } from '../rule.ts';

/** Something whose annotations ask for a scrape: a Service, or the pods of a workload. */
export interface AnnotatedForScrape {
  readonly on: StoredObject;
  /** Where its annotations stand. */
  readonly field: string;
  readonly annotations: Labels;
  /** Whose pods it is about. */
  readonly workloads: readonly Workload[];
}

const SCRAPE = 'prometheus.io/scrape';

/** All that is checked and has `prometheus.io/scrape: "true"`. */
export function scrapeAnnotations({ model, isChecked }: RuleInput): readonly AnnotatedForScrape[] {
  const pods = model.workloads.map((workload) => ({
    on: workload.stored,
    field: podAnnotationsField(workload),
    annotations: workload.annotations,
    workloads: [workload],
  }));
  const services = model.services.map(({ stored, workloads }) => ({
    on: stored,
    field: 'metadata.annotations',
    annotations: stored.annotations,
    workloads: workloads.map(({ workload }) => workload),
  }));
  return [...pods, ...services].filter(
    ({ on, annotations }) => annotations.get(SCRAPE) === 'true' && isChecked(on),
  );
}
