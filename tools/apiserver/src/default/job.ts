import type { JsonObject } from 'kustomize-ts';
import { flag, object, objects, text } from '../field/read.ts';
import { hasGeneratedName } from '../generated-name.ts';
import { dropDisabledTemplateFields } from './drop-disabled.ts';
import { defaultPodTemplate } from './pod-template.ts';
import { structField } from './struct-field.ts';

const MAX_INT32 = 2_147_483_647;

/** Stands for the UID that the API server gives to the Job, which is part of its labels. */
export const JOB_UID = '00000000-0000-0000-0000-000000000000';

/** Source: SetDefaults_Job in pkg/apis/batch/v1/defaults.go. */
export function defaultJob(job: JsonObject): void {
  const spec = structField(job, 'spec');
  defaultJobSpec(spec);
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) {
    spec['completions'] = 1;
  }
  spec['parallelism'] ??= 1;
  spec['backoffLimit'] ??= spec['backoffLimitPerIndex'] === undefined ? 6 : MAX_INT32;
  const labels = object(object(object(spec, 'template'), 'metadata'), 'labels');
  const metadata = structField(job, 'metadata');
  if (labels && Object.keys(object(metadata, 'labels') ?? {}).length === 0) {
    // The very same map, as upstream: what is added to the one is in the other.
    metadata['labels'] = labels;
  }
  spec['completionMode'] ??= 'NonIndexed';
  spec['suspend'] ??= false;
  spec['podReplacementPolicy'] ??= object(spec, 'podFailurePolicy')
    ? 'Failed'
    : 'TerminatingOrFailed';
  spec['manualSelector'] ??= false;
}

/** What the spec of a Job gets in the template of a CronJob too. */
export function defaultJobSpec(spec: JsonObject): void {
  defaultPodTemplate(spec);
  for (const rule of objects(object(spec, 'podFailurePolicy'), 'rules')) {
    for (const condition of objects(rule, 'onPodConditions')) {
      if (text(condition, 'status') === '') condition['status'] = 'True';
    }
  }
}

/** Labels and a selector of the Job's own, unless it brings them (generateSelector in the registry). */
export function prepareJob(job: JsonObject): void {
  dropDisabledTemplateFields(job);
  unshareLabels(job);
  const spec = structField(job, 'spec');
  if (flag(spec, 'manualSelector')) return;
  const metadata = structField(job, 'metadata');
  const templateMetadata = structField(structField(spec, 'template'), 'metadata');
  const labels = structField(templateMetadata, 'labels');
  const name = text(metadata, 'name');
  labels['job-name'] ??= name;
  labels['batch.kubernetes.io/job-name'] ??= name;
  labels['controller-uid'] ??= JOB_UID;
  labels['batch.kubernetes.io/controller-uid'] ??= JOB_UID;
  const matchLabels = structField(structField(spec, 'selector'), 'matchLabels');
  matchLabels['batch.kubernetes.io/controller-uid'] ??= JOB_UID;
}

// A Job whose name is generated is copied before it is created (createWithGenerateNameRetry in the registry).
function unshareLabels(job: JsonObject): void {
  const metadata = structField(job, 'metadata');
  const labels = object(metadata, 'labels');
  if (labels && hasGeneratedName(metadata)) metadata['labels'] = { ...labels };
}

/** A Job without labels has those of its template when it is read again. */
export function showJob(job: JsonObject): void {
  const metadata = structField(job, 'metadata');
  const labels = object(object(object(object(job, 'spec'), 'template'), 'metadata'), 'labels');
  if (labels && Object.keys(object(metadata, 'labels') ?? {}).length === 0) {
    metadata['labels'] = { ...labels };
  }
}
