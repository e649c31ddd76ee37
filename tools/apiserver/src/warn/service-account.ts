import type { JsonObject } from 'kustomize-ts';
import { object, optionalText } from '../field/read.ts';

const ENFORCE = 'kubernetes.io/enforce-mountable-secrets';

/** Source: pkg/registry/core/serviceaccount/strategy.go; what was there before is not warned of again. */
export function warnOfServiceAccount(account: JsonObject, before?: JsonObject): string[] {
  if (!hasAnnotation(account) || (before !== undefined && hasAnnotation(before))) return [];
  return [
    `metadata.annotations[${ENFORCE}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
  ];
}

function hasAnnotation(account: JsonObject): boolean {
  return optionalText(object(object(account, 'metadata'), 'annotations'), ENFORCE) !== undefined;
}
