import type { JsonObject, JsonValue } from 'kustomize-ts';

/**
 * An object with another value at a path: `spec.ports[http].port`, `metadata.labels[example.com/a]`. An item of a list
 * goes by its name or index; an index one past the end appends. `undefined` takes the value out.
 * Throws where the path leads nowhere, so that no mutation does nothing.
 */
export function editObject(
  value: JsonObject,
  path: string,
  next: JsonValue | undefined,
): JsonObject {
  const edited = editAt(value, stepsOf(path), next, path);
  if (!isObject(edited)) throw new Error(`${path} is no path of an object`);
  if (JSON.stringify(edited) === JSON.stringify(value)) throw new Error(`${path} stays as it is`);
  return edited;
}

function editAt(
  value: JsonValue | undefined,
  [step, ...rest]: readonly string[],
  next: JsonValue | undefined,
  path: string,
): JsonValue | undefined {
  if (step === undefined) return next;
  if (Array.isArray(value)) {
    const named = value.findIndex((item) => isObject(item) && item['name'] === step);
    const index = named >= 0 ? named : Number(step);
    if (!(index >= 0 && index <= value.length)) throw new Error(`${path}: there is no ${step}`);
    const items: JsonValue[] = [...value];
    const item = editAt(items[index], rest, next, path);
    items.splice(index, 1, ...(item === undefined ? [] : [item]));
    return items;
  }
  if (value !== undefined && !isObject(value)) throw new Error(`${path}: ${step} is in no mapping`);
  const { [step]: before, ...others } = value ?? {};
  const after = editAt(before, rest, next, path);
  return after === undefined ? others : { ...others, [step]: after };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stepsOf(path: string): string[] {
  return [...path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(
    ([, inner, name]) => inner ?? name ?? '',
  );
}
