import type { CustomSchema } from '../../schema/custom-schema.ts';
import { knownFormat } from './formats.ts';
import { newOutcome, type Outcome } from './outcome.ts';
import { formatOf, wrongType } from './type.ts';

/** Whether a text has the format of the schema; undefined when the schema says none that texts have. */
export function checkFormat(
  value: string,
  schema: CustomSchema,
  path: string,
): Outcome | undefined {
  const format = formatOf(schema);
  const hasFormat = format === undefined ? undefined : knownFormat(format);
  if (format === undefined || hasFormat === undefined) return undefined;
  return hasFormat(value) ? newOutcome() : wrongType(path, format, value);
}
