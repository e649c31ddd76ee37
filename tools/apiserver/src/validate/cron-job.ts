import type { JsonObject } from 'kustomize-ts';
import { invalid, notSupported, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { flag, object, optionalText, text } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { byteLength } from './common/names.ts';
import { cronScheduleProblem } from './cron-schedule.ts';
import { validateJobSpecBody } from './job.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';
import { validateNonNegative } from './pod-spec/numbers.ts';
import { showSelector } from './pod-spec/show-selector.ts';
import { timeZoneProblem } from './time-zone.ts';

// Source: pkg/apis/batch/validation/validation.go.

const POLICIES = ['Allow', 'Forbid', 'Replace'];
const MAX_NAME = 52;

/** A new CronJob; its Jobs get 11 characters after its name. */
export function validateCronJob(target: JsonObject): FieldError[] {
  const errors = [
    ...validateMetadata(target, true, nameIsSubdomain),
    ...validateCronJobSpec(specOf(target), undefined, root.child('spec')),
  ];
  const name = text(object(target, 'metadata'), 'name');
  if (byteLength(name) <= MAX_NAME) return errors;
  const detail = `must be no more than ${MAX_NAME} characters`;
  return [...errors, invalid(root.child('metadata', 'name'), name, detail)];
}

/** The spec; a time zone that was there before is not looked at again. */
export function validateCronJobSpec(
  spec: JsonObject,
  before: JsonObject | undefined,
  path: Path,
): FieldError[] {
  const zone = optionalText(spec, 'timeZone');
  const sameZone = before !== undefined && optionalText(before, 'timeZone') === zone;
  return [
    ...validateSchedule(spec, before, path.child('schedule')),
    ...validateNonNegative(spec, 'startingDeadlineSeconds', path),
    ...(zone === undefined || sameZone
      ? []
      : timeZoneProblem(zone).map((detail) => invalid(path.child('timeZone'), zone, detail))),
    ...validateConcurrencyPolicy(spec, path.child('concurrencyPolicy')),
    ...validateJobTemplate(object(spec, 'jobTemplate') ?? {}, path.child('jobTemplate', 'spec')),
    ...validateNonNegative(spec, 'successfulJobsHistoryLimit', path),
    ...validateNonNegative(spec, 'failedJobsHistoryLimit', path),
  ];
}

function validateSchedule(
  spec: JsonObject,
  before: JsonObject | undefined,
  path: Path,
): FieldError[] {
  const schedule = text(spec, 'schedule');
  if (schedule === '') return [required(path)];
  const problem = cronScheduleProblem(schedule);
  const errors = problem === undefined ? [] : [invalid(path, schedule, problem)];
  if (!schedule.includes('TZ')) return errors;
  if (!text(before, 'schedule').includes('TZ')) {
    const detail = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    return [...errors, invalid(path, schedule, detail)];
  }
  if (optionalText(spec, 'timeZone') === undefined) return errors;
  const detail = 'cannot use both timeZone field and TZ or CRON_TZ in schedule';
  return [...errors, invalid(path, schedule, detail)];
}

function validateConcurrencyPolicy(spec: JsonObject, path: Path): FieldError[] {
  const policy = text(spec, 'concurrencyPolicy');
  if (policy === '') return [required(path)];
  return POLICIES.includes(policy) ? [] : [notSupported(path, policy, POLICIES)];
}

/** What each Job is made from: it gets its selector then. */
function validateJobTemplate(template: JsonObject, path: Path): FieldError[] {
  const spec = specOf(template);
  const errors = validateJobSpecBody(spec, path);
  const selector = object(spec, 'selector');
  if (selector) {
    errors.push(
      invalid(path.child('selector'), showSelector(selector), '`selector` will be auto-generated'),
    );
  }
  if (flag(spec, 'manualSelector')) {
    errors.push(notSupported(path.child('manualSelector'), true, ['nil', 'false']));
  }
  return errors;
}
