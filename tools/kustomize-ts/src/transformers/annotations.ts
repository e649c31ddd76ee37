import type { FieldSpec } from './field-spec.ts';
import { setPairs } from './labels.ts';
import type { Transform } from './pipeline.ts';

/** `commonAnnotations`: into metadata and pod templates. */
export function setAnnotations(
  pairs: ReadonlyMap<string, string>,
  specs: readonly FieldSpec[],
): Transform {
  return setPairs(pairs, specs);
}
