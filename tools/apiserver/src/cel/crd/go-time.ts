import { goQuote } from '../../field/go-format.ts';

const DATE = ['2006', '-', '01', '-', '02'];
const DATE_TIME = [...DATE, 'T', '15', ':', '04', ':', '05'];
/** The ranges of the parts of a layout that have one. */
const RANGES: ReadonlyMap<string, readonly [string, number, number]> = new Map([
  ['01', ['month', 1, 12]],
  ['15', ['hour', 0, 23]],
  ['04', ['minute', 0, 59]],
  ['05', ['second', 0, 59]],
]);

/**
 * What Go's time.Parse says of a text that is no date (`2006-01-02`) or no time (`2006-01-02T15:04:05`).
 * Source: parse in Go's time/format.go.
 */
export function timeProblem(text: string, kind: 'date' | 'date-time'): string {
  const layout = kind === 'date' ? DATE : DATE_TIME;
  const wrong = (detail: string): string => `parsing time ${goQuote(text)}${detail}`;
  const as = ` as ${goQuote(layout.join(''))}`;
  let rest = text;
  for (const step of layout) {
    const isNumber = /^\d/u.test(step);
    const fits = isNumber
      ? new RegExp(`^\\d{${step.length}}`, 'u').test(rest)
      : rest.startsWith(step);
    if (!fits) return wrong(`${as}: cannot parse ${goQuote(rest)} as ${goQuote(step)}`);
    const [name, low, high] = RANGES.get(step) ?? [];
    const value = Number(rest.slice(0, step.length));
    if (low !== undefined && high !== undefined && (value < low || value > high)) {
      return wrong(`: ${name} out of range`);
    }
    rest = rest.slice(step.length);
    if (step === '05') rest = rest.replace(/^[.,]\d+/u, '');
  }
  return wrong(rest === '' ? ': day out of range' : `: extra text: ${goQuote(rest)}`);
}
