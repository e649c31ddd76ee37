import type { FieldChange } from '../field/diff-fields.ts';
import { formatFlow } from './format-value.ts';

/** A field as it is told: the very same text under another key is one change. */
export interface ToldField {
  readonly field: FieldChange;
  /** The field that had the text before. */
  readonly from?: FieldChange | undefined;
}

/** A key of a ConfigMap that got another name is not a text that is gone and another that is new; nor is an item of a list that stands elsewhere in it. */
export function tellFields(fields: readonly FieldChange[]): ToldField[] {
  const gone = new Map<string, FieldChange>();
  for (const field of fields) {
    if (field.kind === 'removed') {
      const key = keyOf(field, field.before);
      if (key !== undefined && !gone.has(key)) gone.set(key, field);
    }
  }
  const from = new Map<FieldChange, FieldChange>();
  for (const field of fields) {
    const key = field.kind === 'added' ? keyOf(field, field.after) : undefined;
    const old = key === undefined ? undefined : gone.get(key);
    if (key === undefined || !old) continue;
    from.set(field, old);
    gone.delete(key);
  }
  const moved = new Set(from.values());
  return fields.flatMap((field) =>
    moved.has(field) ? [] : [{ field, ...(from.has(field) && { from: from.get(field) }) }],
  );
}

/** Texts of several lines below the same field, and items of the same list. */
function keyOf({ segments }: FieldChange, value: FieldChange['after']): string | undefined {
  const last = segments.at(-1);
  if (last && 'item' in last && (typeof value === 'string' || typeof value === 'number')) {
    return JSON.stringify(['item', segments.slice(0, -1), String(value)]);
  }
  if (typeof value !== 'string' || !value.includes('\n')) return undefined;
  return JSON.stringify([segments.slice(0, -1), value]);
}

/** Lines of a text. */
export function countLines(value: FieldChange['after']): number {
  return typeof value === 'string' ? value.replace(/\n$/, '').split('\n').length : 0;
}

/** `spec.values: go-server moves from [0] to [1]` of an item of a list; undefined where a text got another key. */
export function movedItem(field: FieldChange, from: FieldChange): string | undefined {
  const last = field.segments.at(-1);
  if (!last || !('item' in last)) return undefined;
  const at = (path: string): string => path.slice(path.lastIndexOf('['));
  const list = field.path.slice(0, field.path.lastIndexOf('['));
  return `${list}: in another order, ${formatFlow(field.after ?? null)} moves from ${at(from.path)} to ${at(field.path)}`;
}
