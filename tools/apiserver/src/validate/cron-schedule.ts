import { goQuote } from '../field/go-format.ts';
import { timeZoneExists } from './time-zone.ts';

// Source: github.com/robfig/cron/v3, parser.go, as the API server uses it: five fields and descriptors.

interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Bounds[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  {
    low: 1,
    high: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { low: 0, high: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
const DESCRIPTORS = [
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
];
const EVERY = '@every ';
const DURATION_UNITS = ['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h'];

/** What is wrong with a cron schedule, in the words of its parser; undefined when it can be read. */
export function cronScheduleProblem(schedule: string): string | undefined {
  let rest = schedule;
  if (schedule.startsWith('TZ=') || schedule.startsWith('CRON_TZ=')) {
    const space = schedule.indexOf(' ');
    const start = schedule.indexOf('=') + 1;
    // The parser panics here, and the API server says what it panicked with.
    if (space < 0) return `invalid schedule format: runtime error: slice bounds out of range [:-1]`;
    const zone = schedule.slice(start, space);
    if (!timeZoneExists(zone)) {
      return `provided bad location ${zone}: unknown time zone ${zone}`;
    }
    rest = schedule.slice(space).trim();
  }
  if (rest.startsWith('@')) return descriptorProblem(rest);
  const fields = rest.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== FIELDS.length) {
    return `expected exactly ${FIELDS.length} fields, found ${fields.length}: [${fields.join(' ')}]`;
  }
  for (const [index, bounds] of FIELDS.entries()) {
    const ranges = (fields[index] ?? '').split(',').filter((range) => range !== '');
    for (const range of ranges) {
      const problem = rangeProblem(range, bounds);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function descriptorProblem(descriptor: string): string | undefined {
  if (DESCRIPTORS.includes(descriptor)) return undefined;
  if (!descriptor.startsWith(EVERY)) return `unrecognized descriptor: ${descriptor}`;
  const problem = durationProblem(descriptor.slice(EVERY.length));
  return problem && `failed to parse duration ${descriptor}: ${problem}`;
}

function rangeProblem(range: string, { low, high, names }: Bounds): string | undefined {
  const parts = range.split('/');
  const limits = (parts[0] ?? '').split('-');
  const read = (text: string): number | string => {
    const index = names?.indexOf(text.toLowerCase()) ?? -1;
    return index >= 0 ? index + low : readNumber(text);
  };
  let start: number | string = low;
  let end: number | string = high;
  if (limits[0] !== '*' && limits[0] !== '?') {
    start = read(limits[0] ?? '');
    if (typeof start === 'string') return start;
    if (limits.length > 2) return `too many hyphens: ${range}`;
    end = limits.length === 2 ? read(limits[1] ?? '') : start;
    if (typeof end === 'string') return end;
  }
  if (parts.length > 2) return `too many slashes: ${range}`;
  const step = parts.length === 2 ? readNumber(parts[1] ?? '') : 1;
  if (typeof step === 'string') return step;
  if (parts.length === 2 && limits.length === 1) end = high;
  if (start < low) return `beginning of range (${start}) below minimum (${low}): ${range}`;
  if (end > high) return `end of range (${end}) above maximum (${high}): ${range}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${range}`;
  return step === 0 ? `step of range should be a positive number: ${range}` : undefined;
}

function readNumber(text: string): number | string {
  if (!/^[+-]?[0-9]+$/.test(text)) {
    const quoted = goQuote(text);
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${quoted}: invalid syntax`;
  }
  const value = Number(text);
  return value < 0 ? `negative number (${value}) not allowed: ${text}` : value;
}

/** What Go's time.ParseDuration says of a text. */
function durationProblem(text: string): string | undefined {
  const quoted = goQuote(text);
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return undefined;
  if (unsigned === '') return `time: invalid duration ${quoted}`;
  let rest = unsigned;
  while (rest !== '') {
    const number = /^(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)/.exec(rest)?.[0];
    if (number === undefined) return `time: invalid duration ${quoted}`;
    rest = rest.slice(number.length);
    const unit = /^[^0-9.]*/.exec(rest)?.[0] ?? '';
    if (unit === '') return `time: missing unit in duration ${quoted}`;
    if (!DURATION_UNITS.includes(unit)) {
      return `time: unknown unit ${goQuote(unit)} in duration ${quoted}`;
    }
    rest = rest.slice(unit.length);
  }
  return undefined;
}
