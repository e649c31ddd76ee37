import { HYPHEN, PERIOD, PLUS, isDigit } from './characters.ts';
import type { Dialect } from './dialect.ts';
import { parseFloatText, parseInteger } from './numbers.ts';
import { parseTimestamp } from './timestamp.ts';

/**
 * The tag that go-yaml gives a plain scalar, in its short form.
 * The dialects differ in `yes`, `no`, `on`, `off`, `y`, `n` and in little else.
 */
export function resolveTag(text: string, dialect: Dialect): string {
  const c = text.charCodeAt(0);
  if (isDigit(c) || c === PLUS || c === HYPHEN) return resolveNumber(text, dialect);
  if (c === PERIOD) {
    return isFloatName(text) || parseFloatText(text) !== undefined ? '!!float' : '!!str';
  }
  if (text.length > 5) return '!!str';
  if (isNullName(text)) return '!!null';
  return boolOf(text, dialect) === undefined ? '!!str' : '!!bool';
}

function resolveNumber(text: string, dialect: Dialect): string {
  if (isFloatName(text)) return '!!float';
  if (parseTimestamp(text) !== undefined) return '!!timestamp';
  if (parseInteger(text, dialect) !== undefined) return '!!int';
  return parseFloatText(text) === undefined ? '!!str' : '!!float';
}

/** Infinity or NaN. */
export function isFloatName(text: string): boolean {
  switch (text) {
    case '.nan':
    case '.NaN':
    case '.NAN':
    case '.inf':
    case '.Inf':
    case '.INF':
    case '+.inf':
    case '+.Inf':
    case '+.INF':
    case '-.inf':
    case '-.Inf':
    case '-.INF':
      return true;
    default:
      return false;
  }
}

export function isNullName(text: string): boolean {
  switch (text) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return true;
    default:
      return false;
  }
}

/** The boolean that a plain scalar stands for, undefined where it stands for none. */
export function boolOf(text: string, dialect: Dialect): boolean | undefined {
  switch (text) {
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    default:
      return dialect === '1.1' ? oldBoolOf(text) : undefined;
  }
}

function oldBoolOf(text: string): boolean | undefined {
  switch (text) {
    case 'y':
    case 'Y':
    case 'yes':
    case 'Yes':
    case 'YES':
    case 'on':
    case 'On':
    case 'ON':
      return true;
    case 'n':
    case 'N':
    case 'no':
    case 'No':
    case 'NO':
    case 'off':
    case 'Off':
    case 'OFF':
      return false;
    default:
      return undefined;
  }
}
