import type { JsonValue } from 'kustomize-ts';

/** A value of a decoded object as Go's `%v` prints it. */
export function goPrint(value: JsonValue): string {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : goFloat(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(goPrint).join(' ')}]`;
  const fields = Object.keys(value)
    .toSorted()
    .map((key) => `${key}:${goPrint(value[key] ?? null)}`);
  return `map[${fields.join(' ')}]`;
}

/** A float64 as Go's `%v` prints it: with an exponent from 1e+06 on and below 1e-04. */
export function goFloat(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${digits}e${power < 0 ? '-' : '+'}${size}`;
}
