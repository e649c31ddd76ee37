import { EvaluationError } from '../run/error.ts';
import type { Bodies, Body } from '../run/functions.ts';
import { Duration, Timestamp } from '../run/value.ts';
import type { Value } from '../run/value.ts';

const second = 1_000_000_000n;
const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  '\u00b5s': 1000n,
  '\u03bcs': 1000n,
  ms: 1_000_000n,
  s: second,
  m: 60n * second,
  h: 3600n * second,
};
const maxInt = 2n ** 63n - 1n;
const minTime = -62_135_596_800n * second;
const maxTime = 253_402_300_799n * second + second - 1n;

/** `1h30m` as Go's time.ParseDuration reads it, or undefined. */
export function parseDuration(text: string): Duration | undefined {
  const match =
    /^(?<sign>[-+]?)(?<rest>0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/u.exec(
      text,
    );
  if (!match?.groups) return undefined;
  let nanos = 0n;
  for (const [, digits = '', fraction = '', unit = ''] of (match.groups['rest'] ?? '').matchAll(
    /(\d*)\.?(\d*)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/gu,
  )) {
    const scale = units[unit] ?? 0n;
    nanos += BigInt(digits || '0') * scale;
    if (fraction) nanos += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  }
  if (nanos > maxInt) return undefined;
  return new Duration(match.groups['sign'] === '-' ? -nanos : nanos);
}

/** An RFC 3339 time, or undefined. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/u.exec(
      text,
    );
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, seconds = 0] = match
    .slice(1, 7)
    .map(Number);
  const offsetHours = Number(match[9] ?? 0);
  const offsetMinutes = Number(match[10] ?? 0);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (month < 1 || month > 12 || day < 1 || date.getUTCDate() !== day) return undefined;
  if (hour > 23 || minute > 59 || seconds > 59 || offsetHours > 23 || offsetMinutes > 59)
    return undefined;
  date.setUTCHours(hour, minute, seconds);
  const offset = (match[8] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes) * 60_000;
  const fraction = BigInt((match[7] ?? '').padEnd(9, '0').slice(0, 9));
  const nanos = BigInt(date.getTime() - offset) * 1_000_000n + fraction;
  return nanos < minTime || nanos > maxTime ? undefined : new Timestamp(nanos, offset / 60_000);
}

/** A duration as `string(duration)` writes it: seconds with up to nine digits. */
export function formatDuration({ nanos }: Duration): string {
  const magnitude = nanos < 0n ? -nanos : nanos;
  const fraction = (magnitude % second).toString().padStart(9, '0').replace(/0+$/u, '');
  return `${nanos < 0n ? '-' : ''}${magnitude / second}${fraction ? `.${fraction}` : ''}s`;
}

/** A time as `string(timestamp)` writes it: with the offset that it was read with, no trailing zeros. */
export function formatTimestamp({ nanos, offset }: Timestamp): string {
  const fraction = mod(nanos, second);
  const date = new Date(Number((nanos - fraction) / 1_000_000n) + offset * 60_000);
  const digits = fraction.toString().padStart(9, '0').replace(/0+$/u, '');
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  return `${year}-${date.toISOString().slice(-19, -5)}${digits ? `.${digits}` : ''}${formatOffset(offset)}`;
}

function formatOffset(minutes: number): string {
  if (minutes === 0) return 'Z';
  const magnitude = Math.abs(minutes);
  const digits = [Math.floor(magnitude / 60), magnitude % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${minutes < 0 ? '-' : '+'}${digits.join(':')}`;
}

/** The duration, if 64 bits of nanoseconds hold it. */
export function durationOf(nanos: bigint): Duration {
  if (nanos > maxInt || nanos < -maxInt - 1n) throw new EvaluationError('integer overflow');
  return new Duration(nanos);
}

/** The time, if its year has four digits. */
export function timestampOf(nanos: bigint, offset = 0): Timestamp {
  if (nanos < minTime || nanos > maxTime) throw new EvaluationError('timestamp overflow');
  return new Timestamp(nanos, offset);
}

function mod(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}

/** The local time of a zone as if it were UTC. Zones: an IANA name, `UTC`, `Local`, or an offset `+02:00`. */
function inZone(time: Timestamp, zone: Value | undefined): Date {
  const utc = new Date(Number((time.nanos - mod(time.nanos, 1_000_000n)) / 1_000_000n));
  if (typeof zone !== 'string' || zone === '' || zone === 'UTC') return utc;
  const offset = /^(?<sign>[-+]?)(?<hours>\d{1,2}):(?<minutes>\d{2})$/u.exec(zone)?.groups;
  if (offset) {
    const minutes = Number(offset['hours']) * 60 + Number(offset['minutes']);
    return new Date(utc.getTime() + (offset['sign'] === '-' ? -1 : 1) * minutes * 60_000);
  }
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(utc);
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, seconds = 0] = (
      ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
    ).map((type) => Number(parts.find((part) => part.type === type)?.value));
    const local = new Date(0);
    local.setUTCFullYear(year, month - 1, day);
    local.setUTCHours(hour, minute, seconds, utc.getUTCMilliseconds());
    return local;
  } catch (cause) {
    throw new EvaluationError(`unknown time zone ${zone}`, { cause });
  }
}

function partBody(read: (date: Date) => number): Body {
  return ([time, zone]) => BigInt(time instanceof Timestamp ? read(inZone(time, zone)) : 0);
}

function whole(unit: bigint): Body {
  return ([value]) => (value instanceof Duration ? value.nanos / unit : 0n);
}

function dayOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start.getTime()) / 86_400_000);
}

const parts: Readonly<Record<string, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth(),
  day_of_month: (date) => date.getUTCDate() - 1,
  day_of_month_1_based: (date) => date.getUTCDate(),
  day_of_week: (date) => date.getUTCDay(),
  day_of_year: dayOfYear,
  hours: (date) => date.getUTCHours(),
  minutes: (date) => date.getUTCMinutes(),
  seconds: (date) => date.getUTCSeconds(),
  milliseconds: (date) => date.getUTCMilliseconds(),
};

/** Parts of times and durations. Source: cel-go common/types/{timestamp,duration}.go. */
export const timeBodies: Bodies = {
  ...Object.fromEntries(
    Object.entries(parts).flatMap(([name, read]) => [
      [`timestamp_to_${name}`, partBody(read)],
      [`timestamp_to_${name}${name === 'seconds' ? '_tz' : '_with_tz'}`, partBody(read)],
    ]),
  ),
  duration_to_hours: whole(3600n * second),
  duration_to_minutes: whole(60n * second),
  duration_to_seconds: whole(second),
  duration_to_milliseconds: whole(1_000_000n),
};
