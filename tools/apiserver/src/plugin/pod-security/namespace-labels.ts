import type { JsonObject } from 'kustomize-ts';
import { invalid, type FieldError } from '../../field/error.ts';
import { root } from '../../field/path.ts';
import { object, optionalText } from '../../field/read.ts';
import { sameValue } from '../../field/same-value.ts';
import type { Admission } from '../../kind.ts';

const PREFIX = 'pod-security.kubernetes.io/';
const LEVELS = ['privileged', 'baseline', 'restricted'];

/**
 * The labels that choose the pod security of a namespace; wrong ones that were there before are left alone.
 * Source: k8s.io/pod-security-admission, PolicyToEvaluate and ValidateNamespace.
 */
export function reviewNamespace(
  namespace: JsonObject,
  _cluster: unknown,
  before?: JsonObject,
): Admission {
  const errors = labelErrors(namespace);
  const isKept = before !== undefined && sameErrors(errors, labelErrors(before));
  return { warnings: [], errors: isKept ? [] : errors };
}

function labelErrors(namespace: JsonObject): FieldError[] {
  const labels = object(object(namespace, 'metadata'), 'labels');
  return ['enforce', 'audit', 'warn'].flatMap((mode) => [
    ...checkLabel(labels, mode, (value) =>
      LEVELS.includes(value) ? undefined : `must be one of ${LEVELS.join(', ')}`,
    ),
    ...checkLabel(labels, `${mode}-version`, (value) =>
      /^(?:latest|v1\.(?:0|[1-9][0-9]*))$/.test(value) ? undefined : 'must be "latest" or "v1.x"',
    ),
  ]);
}

function checkLabel(
  labels: JsonObject | undefined,
  name: string,
  check: (value: string) => string | undefined,
): FieldError[] {
  const key = PREFIX + name;
  const value = optionalText(labels, key);
  const detail = value === undefined ? undefined : check(value);
  if (detail === undefined) return [];
  return [invalid(root.child('metadata', 'labels').key(key), value, detail)];
}

function sameErrors(a: readonly FieldError[], b: readonly FieldError[]): boolean {
  const plain = (errors: readonly FieldError[]): string[] =>
    errors.map(({ field, message }) => `${field}: ${message}`);
  return sameValue(plain(a), plain(b));
}
