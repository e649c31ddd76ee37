import { RE2JS } from 're2js';
import { parseDuration } from '../../cel/library/time.ts';
import { readUrl } from '../../cel/library/url.ts';
import { parseAddress, parseNetwork } from '../common/addresses.ts';
import { byteLength } from '../common/names.ts';
import { isCreditCard, isIsbn10, isIsbn13 } from './checksum-formats.ts';
import { isMailAddress } from './mail-address.ts';

type HasFormat = (text: string) => boolean;

/**
 * The formats of texts that apiextensions checks, by their names without dashes.
 * Source: kube-openapi/pkg/validation/strfmt.
 */
const formats: ReadonlyMap<string, HasFormat> = new Map<string, HasFormat>([
  ['bsonobjectid', fits(/^[0-9a-f]{24}$/iu)],
  ['uri', (text) => !('message' in readUrl(text))],
  ['email', isMailAddress],
  ['hostname', isHostname],
  ['ipv4', (text) => text.includes('.') && parseAddress(text) !== undefined],
  ['ipv6', (text) => text.includes(':') && parseAddress(text)?.strict === true],
  ['cidr', (text) => parseNetwork(text) !== undefined],
  ['mac', isMac],
  ['uuid', fits(/^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/iu)],
  ['uuid3', fits(/^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/iu)],
  ['uuid4', fits(/^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/iu)],
  ['uuid5', fits(/^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/iu)],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', isCreditCard],
  ['ssn', (text) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/u.test(text)],
  ['hexcolor', fits(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/u)],
  ['rgbcolor', isRgbColor],
  ['byte', isBase64],
  ['password', () => true],
  ['date', isDate],
  ['duration', (text) => readDuration(text) !== undefined],
  ['datetime', isDateTime],
  ['k8sshortname', isShortName],
  ['k8slongname', isLongName],
]);

/** Whether a text has the format of this name; undefined when the API server does not check it. */
export function knownFormat(name: string): HasFormat | undefined {
  return formats.get(name.replaceAll('-', ''));
}

function fits(pattern: RegExp): HasFormat {
  return (text) => pattern.test(text);
}

const HOSTNAME = String.raw`^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$`;

let hostname: RE2JS | undefined;

function isHostname(text: string): boolean {
  // Most schemas have no such field, and it takes some milliseconds to compile.
  hostname ??= RE2JS.compile(HOSTNAME);
  return (
    byteLength(text) <= 255 &&
    text.split('.').every((label) => byteLength(label) <= 63) &&
    hostname.matcher(text).find()
  );
}

function isMac(text: string): boolean {
  const match =
    /^(?:[0-9a-f]{2}(:[0-9a-f]{2}(?::[0-9a-f]{2})*|-[0-9a-f]{2}(?:-[0-9a-f]{2})*)|[0-9a-f]{4}(?:\.[0-9a-f]{4})+|[0-9a-f]+)$/iu;
  return match.test(text) && [12, 16, 40].includes(text.replaceAll(/[:.-]/gu, '').length);
}

function isRgbColor(text: string): boolean {
  const [, ...parts] =
    /^rgb\([ \t\n\f\r]*(\d{1,3})[ \t\n\f\r]*,[ \t\n\f\r]*(\d{1,3})[ \t\n\f\r]*,[ \t\n\f\r]*(\d{1,3})[ \t\n\f\r]*\)$/u.exec(
      text,
    ) ?? [];
  return (
    parts.length === 3 && parts.every((part) => Number(part) < 256 && String(Number(part)) === part)
  );
}

function isBase64(text: string): boolean {
  return (
    text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]+(?:[A-Za-z0-9+/]|=|==)$/u.test(text)
  );
}

/** A day that there is, as `2006-01-02`. */
export function isDate(text: string): boolean {
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d{2})-(\d{2})$/u.exec(text) ?? []).map(
    Number,
  );
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month > 0;
}

function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.toLowerCase().split('t');
  const [, hour = '99', minute = '', second = ''] =
    /^(\d{2}):(\d{2}):(\d{2})(?:.[0-9]+)?(?:z|[+-]\d{2}:\d{2})$/u.exec(time) ?? [];
  return isDate(date) && hour <= '23' && minute <= '59' && second <= '59';
}

function isShortName(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/u.test(text);
}

function isLongName(text: string): boolean {
  return (
    text.length <= 253 &&
    text.split('.').every((part) => /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/u.test(part))
  );
}

const NANOS = {
  us: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

/** Units with all their names; the last name of each may have an ending. */
const UNITS: readonly (readonly [bigint, readonly string[]])[] = [
  [1n, ['ns', 'nano']],
  [NANOS.us, ['us', '\u00b5s', 'micro']],
  [NANOS.ms, ['ms', 'milli']],
  [NANOS.s, ['s', 'sec']],
  [NANOS.m, ['m', 'min']],
  [NANOS.h, ['h', 'hr', 'hour']],
  [NANOS.d, ['d', 'day']],
  [NANOS.w, ['w', 'wk', 'week']],
];

/** Nanoseconds of `1h30m`, or of `2 days` and the like anywhere in a text; undefined when there are none. */
export function readDuration(text: string): bigint | undefined {
  const plain = parseDuration(text);
  if (plain !== undefined) return plain.nanos;
  let nanos: bigint | undefined;
  for (const [, digits = '', letters = ''] of text.matchAll(
    /(\d+)[ \t\n\f\r]*([A-Za-z\u00b5]+)/gu,
  )) {
    if (BigInt(digits) >= 2n ** 63n) return undefined;
    const unit = letters.toLowerCase();
    for (const [scale, names] of UNITS) {
      for (const name of names) {
        const isNamed = unit === name || (name === names.at(-1) && unit.startsWith(name));
        if (isNamed) nanos = (nanos ?? 0n) + BigInt(digits) * scale;
      }
    }
  }
  return nanos === undefined ? undefined : BigInt.asIntN(64, nanos);
}
