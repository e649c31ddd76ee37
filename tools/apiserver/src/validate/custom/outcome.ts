import type { JsonValue } from 'kustomize-ts';
import { invalid, type FieldError } from '../../field/error.ts';
import { Path, root } from '../../field/path.ts';

/**
 * What checking a value against a schema found: the errors by the texts that upstream tells them apart by, and how much
 * of the schema it looked at. Of alternatives that all fail, the one with most checks is reported.
 * Source: kube-openapi/pkg/validation/validate/result.go.
 */
export interface Outcome {
  readonly errors: Map<string, FieldError>;
  checks: number;
}

/** An outcome to add to. */
export function newOutcome(): Outcome {
  return { errors: new Map(), checks: 0 };
}

/** Adds what another check found. */
export function merge(into: Outcome, from: Outcome): void {
  for (const [text, error] of from.errors) add(into, text, error);
  into.checks += from.checks;
}

/** Adds an error, unless one with its text is there. */
export function add(into: Outcome, text: string, error: FieldError): void {
  if (!into.errors.has(text)) into.errors.set(text, error);
}

/** Adds an error of a value: what is wrong with `path` in the body. */
export function addInvalid(
  into: Outcome,
  path: string,
  value: JsonValue | undefined,
  says: string,
): void {
  const text = `${path} in body ${says}`;
  add(into, text, invalid(pathOf(path), value ?? '', text));
}

/** Adds an error that names its field in the text alone. */
export function addPlain(into: Outcome, text: string): void {
  add(into, text, invalid(nowhere, '', text));
}

/** How Go prints no path at all. */
const nowhere = new Path(undefined, '<nil>');

/** The field of an error: paths of upstream's validator may begin with a dot. */
export function pathOf(path: string): Path {
  const name = path.startsWith('.') ? path.slice(1) : path;
  return name === '' ? nowhere : root.child(name);
}
