import type { Refusal } from '../changes.ts';
import type { FieldChange } from '../field/diff-fields.ts';
import { isAtOrBelow, parsePath } from '../field/path.ts';
import type { Segment } from '../field/path.ts';

/** The change that a refusal is about; the first one of what others rely on, where it is about several. */
export function refusedField(
  { field, message }: Refusal,
  fields: readonly FieldChange[],
): FieldChange | undefined {
  const steps = parsePath(writtenField(field)) ?? [];
  const touching = fields.filter(({ segments }) => touches(segments, steps));
  const allowed = allowedFields(steps, message);
  const refused = touching.find(
    ({ segments }) => !allowed.some((path) => isAtOrBelow(segments, path)),
  );
  return refused ?? touching[0];
}

/** The API server names the first of `clusterIPs`, which it keeps equal to what manifests have. */
function writtenField(field: string): string {
  return field.replace(/^spec\.clusterIPs(?:\[\d+\])?$/, 'spec.clusterIP');
}

/** Whether one place is the other, or stands in it. */
function touches(segments: readonly Segment[], steps: readonly string[]): boolean {
  return segments.every((segment, i) => {
    const step = steps[i];
    if (step === undefined) return true;
    if ('key' in segment) return segment.key === step;
    return [segment.item, String(segment.before), String(segment.after)].includes(step);
  });
}

/**
 * What may be changed, as the API server lists it: `fields other than 'replicas', 'template' ... are forbidden`,
 * `fields other than ``spec.containers[*].image``,...`.
 */
function allowedFields(steps: readonly string[], message: string): (readonly string[])[] {
  const [, list] = / other than (.*)$/s.exec(message) ?? [];
  if (list === undefined) return [];
  const names = [...list.matchAll(/'([^']+)'/g)].map(([, name = '']) => [...steps, name]);
  const paths = [...list.matchAll(/`([^`]+)`/g)].flatMap(([, path = '']) => {
    const parsed = parsePath(path);
    return parsed ? [parsed] : [];
  });
  return [...names, ...paths];
}
