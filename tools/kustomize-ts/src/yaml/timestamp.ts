import { COLON, HYPHEN, NINE, PERIOD, PLUS, ZERO, isDigit } from './characters.ts';

/**
 * Reads a timestamp in the formats that go-yaml knows: `2006-1-2`, `2006-1-2 15:4:5.9` and
 * `2006-1-2T15:4:5.9Z07:00` (`t` or `T`). Returns it as Go's RFC 3339 text, or undefined.
 * A zone of 24 hours is read but not printable: Go's JSON encoder refuses it (see `hasPrintableZone`).
 */
export function parseTimestamp(text: string): string | undefined {
  if (text.length < 8 || text.charCodeAt(4) !== HYPHEN) return undefined;
  for (let i = 0; i < 4; i++) if (!isDigit(text.charCodeAt(i))) return undefined;
  const year = Number(text.slice(0, 4));
  const cursor: Cursor = { text, position: 5 };

  const month = readNumber(cursor);
  if (month < 1 || month > 12 || !readCharacter(cursor, HYPHEN)) return undefined;
  const day = readNumber(cursor);
  if (day < 1 || day > daysIn(year, month)) return undefined;
  const date = `${text.slice(0, 4)}-${pad(month)}-${pad(day)}`;
  if (cursor.position === text.length) return `${date}T00:00:00Z`;

  const separator = text[cursor.position++];
  if (separator !== 'T' && separator !== 't' && separator !== ' ') return undefined;
  const hour = readNumber(cursor);
  if (hour < 0 || hour > 23 || !readCharacter(cursor, COLON)) return undefined;
  const minute = readNumber(cursor);
  if (minute < 0 || minute > 59 || !readCharacter(cursor, COLON)) return undefined;
  const second = readNumber(cursor);
  if (second < 0 || second > 59) return undefined;
  const time = `${pad(hour)}:${pad(minute)}:${pad(second)}${readFraction(cursor)}`;
  const zone = separator === ' ' ? 'Z' : readZone(cursor);
  return zone === undefined || cursor.position !== text.length
    ? undefined
    : `${date}T${time}${zone}`;
}

/** Whether Go's JSON encoder accepts the zone of a text that `parseTimestamp` returned. */
export function hasPrintableZone(timestamp: string): boolean {
  return timestamp.endsWith('Z') || Number(timestamp.slice(-5, -3)) < 24;
}

interface Cursor {
  readonly text: string;
  position: number;
}

/** One or two digits; -1 where there is none. */
function readNumber(cursor: Cursor): number {
  const first = cursor.text.charCodeAt(cursor.position) - ZERO;
  if (!(first >= 0 && first <= 9)) return -1;
  const second = cursor.text.charCodeAt(cursor.position + 1) - ZERO;
  if (!(second >= 0 && second <= 9)) {
    cursor.position++;
    return first;
  }
  cursor.position += 2;
  return first * 10 + second;
}

function readCharacter(cursor: Cursor, expected: number): boolean {
  return cursor.text.charCodeAt(cursor.position++) === expected;
}

/** `.` or `,` and digits, of which nine count; without trailing zeros. */
function readFraction(cursor: Cursor): string {
  const { text } = cursor;
  const c = text.charCodeAt(cursor.position);
  if ((c !== PERIOD && c !== 0x2c) || !isDigit(text.charCodeAt(cursor.position + 1))) return '';
  const start = ++cursor.position;
  while (isDigit(text.charCodeAt(cursor.position))) cursor.position++;
  let end = Math.min(cursor.position, start + 9);
  while (end > start && text.charCodeAt(end - 1) === ZERO) end--;
  return end === start ? '' : `.${text.slice(start, end)}`;
}

/** `Z`, or a sign, hours and minutes; Go lets through 24 hours and 60 minutes. */
function readZone(cursor: Cursor): string | undefined {
  const { text, position } = cursor;
  if (text[position] === 'Z') {
    cursor.position++;
    return 'Z';
  }
  const sign = text.charCodeAt(position);
  if ((sign !== PLUS && sign !== HYPHEN) || text.charCodeAt(position + 3) !== COLON)
    return undefined;
  for (const digit of [1, 2, 4, 5]) {
    const c = text.charCodeAt(position + digit);
    if (!(c >= ZERO && c <= NINE)) return undefined;
  }
  const hours = Number(text.slice(position + 1, position + 3));
  const minutes = Number(text.slice(position + 4, position + 6));
  if (hours > 24 || minutes > 60) return undefined;
  cursor.position += 6;
  const offset = hours * 60 + minutes;
  if (offset === 0) return 'Z';
  return `${sign === PLUS ? '+' : '-'}${pad(Math.trunc(offset / 60))}:${pad(offset % 60)}`;
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
