import type { Workload } from '@fingerpost/discovery';

const POD_SPECS: ReadonlyMap<string, string> = new Map([
  ['Pod', 'spec'],
  ['CronJob', 'spec.jobTemplate.spec.template.spec'],
]);

/** Where the pod spec stands in a manifest of a kind. */
export function podSpecFieldOf(kind: string): string {
  return POD_SPECS.get(kind) ?? 'spec.template.spec';
}

/** Where the pod spec of a workload stands in its manifest. */
export function podSpecField({ stored }: Pick<Workload, 'stored'>): string {
  return podSpecFieldOf(stored.kind);
}

/** Where the labels of its pods stand. */
export function podLabelsField({ stored }: Pick<Workload, 'stored'>): string {
  return podSpecField({ stored }).replace(/spec$/, 'metadata.labels');
}

/** Where the annotations of its pods stand. */
export function podAnnotationsField({ stored }: Pick<Workload, 'stored'>): string {
  return podSpecField({ stored }).replace(/spec$/, 'metadata.annotations');
}
