/** A value in a template: texts, numbers, lists and maps of texts, and structures with fields. */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | ReadonlyMap<string, string>
  | TemplateStructure;

/** Fields that are known, and the names of those whose value is not. */
export interface TemplateStructure {
  readonly fields: ReadonlyMap<string, TemplateValue>;
  readonly unknown: readonly string[];
}

/** The template fails, so that there is no record. */
export class TemplateFailure extends Error {}

/** What the template gives is not known. */
export class TemplateUnknown extends Error {}

export function isStructure(value: TemplateValue): value is TemplateStructure {
  return value !== null && typeof value === 'object' && 'fields' in value;
}

export function isMap(value: TemplateValue): value is ReadonlyMap<string, string> {
  return value instanceof Map;
}

export function isList(value: TemplateValue): value is readonly string[] {
  return Array.isArray(value);
}

/** Whether a value counts as true: not empty, not 0. */
export function isTrue(value: TemplateValue): boolean {
  if (isMap(value)) return value.size > 0;
  if (isList(value)) return value.length > 0;
  return isStructure(value) || Boolean(value);
}

/** A value as it is printed. */
export function printValue(value: TemplateValue): string {
  if (value === null) return '<no value>';
  if (isList(value)) return `[${value.join(' ')}]`;
  if (isMap(value)) {
    const entries = [...value].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `map[${entries.map(([key, text]) => `${key}:${text}`).join(' ')}]`;
  }
  if (isStructure(value)) throw new TemplateUnknown();
  return String(value);
}
