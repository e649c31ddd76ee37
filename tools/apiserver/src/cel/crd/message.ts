import type { JsonValue } from 'kustomize-ts';
import { duplicate, forbidden, invalid, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import type { ValidationRule } from '../../schema/validation-rule.ts';
import type { Outcome } from '../engine.ts';

const MAX_BYTES = 5 * 1024;

/** What a messageExpression gave, if it can be shown. */
export function shownMessage(outcome: Outcome): string | undefined {
  if ('error' in outcome || typeof outcome.value !== 'string') return undefined;
  const trimmed = outcome.value.trim();
  const isFit = new TextEncoder().encode(trimmed).length <= MAX_BYTES && !trimmed.includes('\n');
  return isFit && trimmed !== '' ? trimmed : undefined;
}

/** The message of a rule without one of its own making. */
export function ruleMessage(rule: ValidationRule): string {
  return rule.message === '' ? `failed rule: ${nameOf(rule)}` : rule.message.trim();
}

/** How messages name a rule: by its message, if it has one. */
export function nameOf({ message, rule }: ValidationRule): string {
  return (message === '' ? rule : message).trim();
}

/** The error of a rule that does not hold. Values of objects and lists are not shown: they are undefined. */
export function ruleError(
  path: Path,
  value: JsonValue | undefined,
  detail: string,
  { reason }: ValidationRule,
): FieldError {
  switch (reason) {
    case 'FieldValueForbidden':
      return forbidden(path, detail);
    case 'FieldValueRequired':
      return required(path, detail);
    case 'FieldValueDuplicate':
      return value === undefined ? withoutValue(duplicate(path, '')) : duplicate(path, value);
    default:
      return value === undefined
        ? withoutValue(invalid(path, '', ''), detail)
        : invalid(path, value, detail);
  }
}

function withoutValue(error: FieldError, detail?: string): FieldError {
  const [kind = ''] = error.message.split(':', 1);
  return { ...error, message: detail === undefined ? kind : `${kind}: ${detail}` };
}
