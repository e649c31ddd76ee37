import { KustomizeError } from '../error.ts';
import { decodeBase64 } from './base64.ts';
import type { Dialect } from './dialect.ts';
import type { JsonScalar } from './json-value.ts';
import type { ScalarNode } from './node.ts';
import { parseFloatText, parseInteger } from './numbers.ts';
import { boolOf, isFloatName, isNullName, resolveTag } from './resolve.ts';
import { placeOf } from './syntax-error.ts';
import { hasPrintableZone, parseTimestamp } from './timestamp.ts';

/**
 * The value of a scalar by its tag, as go-yaml decodes it and Go's JSON encoder takes it.
 * A tag that go-yaml does not know makes a string.
 *
 * @throws KustomizeError `invalid-value` where the text does not fit the tag, and for infinity and NaN.
 */
export function scalarValue(node: ScalarNode, dialect: Dialect): JsonScalar {
  const { tag, value } = node;
  switch (tag) {
    case '!!null':
      if (isNullName(value)) return null;
      break;
    case '!!bool': {
      const bool = boolOf(value, dialect);
      if (bool !== undefined) return bool;
      break;
    }
    case '!!int': {
      const integer = parseInteger(value, dialect);
      if (integer !== undefined) return integer;
      break;
    }
    case '!!float':
      return floatValue(node, dialect);
    case '!!timestamp': {
      const timestamp = parseTimestamp(value);
      if (timestamp === undefined) break;
      if (dialect === '1.1') return value;
      if (hasPrintableZone(timestamp)) return timestamp;
      throw invalid(node, `timestamp '${value}' has a zone of 24 hours or more`);
    }
    case '!!binary': {
      const text = decodeBase64(value);
      if (text !== undefined) return text;
      throw invalid(node, '!!binary value contains invalid base64 data');
    }
    default:
      return value;
  }
  throw invalid(node, `cannot decode a ${resolveTag(value, dialect)} as a ${tag}`);
}

function floatValue(node: ScalarNode, dialect: Dialect): number {
  const { value } = node;
  if (isFloatName(value)) {
    throw invalid(node, `${value} has no JSON form`, 'quote it, or use a finite number');
  }
  const integer = parseInteger(value, dialect);
  const float = integer ?? parseFloatText(value);
  if (float === undefined || (float > 2n ** 63n - 1n && typeof integer === 'bigint')) {
    throw invalid(node, `cannot decode a ${resolveTag(value, dialect)} as a !!float`);
  }
  return Number(float);
}

function invalid(node: ScalarNode, reason: string, fix?: string): KustomizeError {
  const place = node.line > 0 ? placeOf(node.source, node.line, node.column) : undefined;
  return new KustomizeError('invalid-value', reason, { place, fix });
}
