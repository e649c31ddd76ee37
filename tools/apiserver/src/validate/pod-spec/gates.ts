import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { duplicate, invalidEach, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { objects, text } from '../../field/read.ts';
import { qualifiedName } from '../common/names.ts';

/** Conditions that others set before a pod is ready (validateReadinessGates). */
export function validateReadinessGates(spec: JsonObject, path: Path): FieldError[] {
  return objects(spec, 'readinessGates').flatMap((gate, index) => {
    const type = text(gate, 'conditionType');
    return invalidEach(path.index(index).child('conditionType'), type, qualifiedName(type));
  });
}

/** What others must take away before a pod is scheduled (validateSchedulingGates). */
export function validateSchedulingGates(spec: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, gate] of objects(spec, 'schedulingGates').entries()) {
    const name = text(gate, 'name');
    append(errors, invalidEach(path.index(index), name, qualifiedName(name)));
    if (seen.has(name)) errors.push(duplicate(path.index(index), name));
    seen.add(name);
  }
  return errors;
}
