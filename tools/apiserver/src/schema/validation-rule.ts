import type { JsonObject } from 'kustomize-ts';
import { flag, text } from '../field/read.ts';

/** A rule in CEL of a schema. Texts that are absent are empty. */
export interface ValidationRule {
  readonly rule: string;
  readonly message: string;
  readonly messageExpression: string;
  readonly reason: string;
  readonly fieldPath: string;
  readonly optionalOldSelf: boolean;
}

/** Reads an item of `x-kubernetes-validations`. */
export function readRule(of: JsonObject): ValidationRule {
  return {
    rule: text(of, 'rule'),
    message: text(of, 'message'),
    messageExpression: text(of, 'messageExpression'),
    reason: text(of, 'reason'),
    fieldPath: text(of, 'fieldPath'),
    optionalOldSelf: flag(of, 'optionalOldSelf'),
  };
}
