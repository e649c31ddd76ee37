import type { JsonObject } from 'kustomize-ts';
import { invalid, invalidEach, type FieldError } from '../field/error.ts';
import type { Path } from '../field/path.ts';
import { percent } from './common/names.ts';
import { goStruct } from './pod-spec/go-struct.ts';

// Source: pkg/apis/apps/validation/validation.go, ValidatePositiveIntOrPercent and its neighbours.

/** A number of pods, or so many percent of them. */
export function validateAmount(amount: number | string, path: Path): FieldError[] {
  if (typeof amount === 'string') {
    return invalidEach(path, amount, percent(amount));
  }
  return amount >= 0 ? [] : [invalid(path, amount, 'must be greater than or equal to 0')];
}

/** The number, or the percentage; a text without a percent sign counts as a number. */
export function amountOf(amount: number | string): number {
  if (typeof amount === 'number') return amount;
  const share = /^(?:([0-9]+)%|[+-]?[0-9]+)$/.exec(amount);
  return share === null ? 0 : Number(share[1] ?? share[0]);
}

/** A strategy as the messages of the server show it: under its Go names. */
export function showStrategy(strategy: JsonObject): JsonObject {
  const amounts = [
    ['MaxUnavailable', 'maxUnavailable', 0],
    ['MaxSurge', 'maxSurge', 0],
  ] as const;
  return goStruct(strategy, [
    ['Type', 'type', ''],
    ['RollingUpdate', 'rollingUpdate', null, amounts],
  ]);
}

/** A percentage of 100 at most. */
export function validateAtMostAll(amount: number | string, path: Path): FieldError[] {
  const share = typeof amount === 'string' ? /^([0-9]+)%$/.exec(amount)?.[1] : undefined;
  if (share === undefined || Number(share) <= 100) return [];
  return [invalid(path, amount, 'must not be greater than 100%')];
}
