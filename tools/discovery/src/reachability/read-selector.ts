import type { JsonObject } from 'kustomize-ts';
import { readLabelSelector } from '../labels/selector.ts';
import type { Selector } from '../labels/selector.ts';

/** Says what of a field is not modelled. */
export type LeaveOut = (field: string, reason: string) => void;

/** A selector that is there. What cannot be one selects nothing. */
export function readSelector(written: JsonObject, field: string, leaveOut: LeaveOut): Selector {
  const selector = readLabelSelector(written);
  if (selector === null) {
    leaveOut(field, 'it has an operator that selectors do not have; it is taken to select nothing');
  }
  return selector;
}
