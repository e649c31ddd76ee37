import type { JsonObject } from 'kustomize-ts';
import { text } from '../field/read.ts';
import { defaultJobSpec } from './job.ts';
import { structField } from './struct-field.ts';

/** Source: SetDefaults_CronJob in pkg/apis/batch/v1/defaults.go; its Jobs get their own defaults when they are made. */
export function defaultCronJob(cronJob: JsonObject): void {
  const spec = structField(cronJob, 'spec');
  defaultJobSpec(structField(structField(spec, 'jobTemplate'), 'spec'));
  if (text(spec, 'concurrencyPolicy') === '') spec['concurrencyPolicy'] = 'Allow';
  spec['suspend'] ??= false;
  spec['successfulJobsHistoryLimit'] ??= 3;
  spec['failedJobsHistoryLimit'] ??= 1;
}
