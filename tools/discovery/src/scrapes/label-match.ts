import { object, objects, text, textMap, texts } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Labels } from '../store/stored-object.ts';

/** Tells whether a monitor selects what has these labels. */
export type LabelMatch = (labels: Labels) => boolean;

/**
 * The selector of a monitor. The operator makes a regular expression of each value (`generateServiceMonitorConfig` of
 * pkg/prometheus/promcfg.go), so that a dot in one stands for any character; with the mechanism RoleSelector the API
 * server selects, literally.
 */
export function labelMatchOf(spec: JsonObject | undefined): LabelMatch {
  const selector = object(spec, 'selector');
  const isLiteral = text(spec, 'selectorMechanism') === 'RoleSelector';
  const equals = isLiteral ? (a: string, b: string): boolean => a === b : matchesPattern;
  const wanted = textMap(selector, 'matchLabels');
  const expressions = objects(selector, 'matchExpressions');
  return (labels) =>
    wanted.every(([key, value]) => isIn(labels, key, [value], equals)) &&
    expressions.every((expression) => holds(expression, labels, equals));
}

type Equals = (pattern: string, value: string) => boolean;

function isIn(labels: Labels, key: string, values: readonly string[], equals: Equals): boolean {
  const value = labels.get(key);
  return value !== undefined && values.some((pattern) => equals(pattern, value));
}

function holds(expression: JsonObject, labels: Labels, equals: Equals): boolean {
  const key = text(expression, 'key');
  const values = texts(expression, 'values');
  switch (text(expression, 'operator')) {
    case 'In':
      return isIn(labels, key, values, equals);
    case 'NotIn':
      return !isIn(labels, key, values, equals);
    case 'Exists':
      return labels.has(key);
    case 'DoesNotExist':
      return !labels.has(key);
    default:
      return false;
  }
}

/** Of the characters that label values have, only the dot means something else in a regular expression. */
function matchesPattern(pattern: string, value: string): boolean {
  return (
    pattern.length === value.length &&
    [...pattern].every((character, index) => character === '.' || character === value[index])
  );
}
