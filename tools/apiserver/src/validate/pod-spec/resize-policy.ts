import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { duplicate, invalid, notSupported, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { objects, text } from '../../field/read.ts';

const RESOURCES = ['cpu', 'memory'];
const POLICIES = ['NotRequired', 'RestartContainer'];

/** Whether a change of resources restarts the container (validateResizePolicy). */
export function validateResizePolicy(
  container: JsonObject,
  spec: JsonObject,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, item] of objects(container, 'resizePolicy').entries()) {
    const resource = text(item, 'resourceName');
    const policy = text(item, 'restartPolicy');
    if (seen.has(resource)) errors.push(duplicate(path.index(index), resource));
    seen.add(resource);
    // All but the first have the path of the list upstream.
    append(
      errors,
      validateChoice(resource, RESOURCES, path),
      validateChoice(policy, POLICIES, path),
    );
    if (text(spec, 'restartPolicy') === 'Never' && policy !== 'NotRequired') {
      const detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
      errors.push(invalid(path, policy, detail));
    }
  }
  return errors;
}

function validateChoice(value: string, choices: readonly string[], path: Path): FieldError[] {
  if (value === '') return [required(path)];
  return choices.includes(value) ? [] : [notSupported(path, value, choices)];
}
