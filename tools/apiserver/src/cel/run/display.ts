import { typeName } from './type-name.ts';
import type { Value } from './value.ts';
import { isList, isMap, Uint } from './value.ts';

/** A value within an error message, as Go prints it. */
export function display(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return displayDouble(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint) return String(value.value);
  if (isList(value)) return `[${value.map(display).join(', ')}]`;
  if (isMap(value))
    return `{${[...value].map(([key, item]) => `${key}: ${display(item)}`).join(', ')}}`;
  return typeName(value);
}

/** A double as Go's %g prints it with the fewest digits: exponents of two digits, from 1e21 on or below 1e-4. */
export function displayDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e21)) {
    return value.toExponential().replace(/e([+-])(\d)$/u, 'e$10$2');
  }
  return String(value);
}
