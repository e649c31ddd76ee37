import { stemOf } from '../../resource/hash-suffix.ts';

/** `ConfigMap/platform/checks` for `ConfigMap/platform/checks-86tgtthhkg`: the hash says nothing to a reader. */
export function withoutHash(resource: string): string {
  return stemOf(resource) ?? resource;
}
