import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../../src/field/read.ts';

/** Takes away fields and items as long as `holds` says that the rest is as good; at most `budget` questions. */
export async function reduce<T extends JsonObject>(
  input: T,
  holds: (smaller: T) => Promise<boolean>,
  budget = 150,
): Promise<T> {
  let current = input;
  let left = budget;
  let again = true;
  while (again) {
    again = false;
    for (const steps of inner(current, []).toReversed()) {
      if (left-- <= 0) return current;
      const smaller = structuredClone(current);
      if (remove(smaller, steps) && (await holds(smaller))) {
        current = smaller;
        again = true;
      }
    }
  }
  return current;
}

const KEPT = new Set(['apiVersion', 'kind', 'namespace', 'path', 'text', 'via']);
const ENTERED = new Set(['after', 'before']);

function inner(value: JsonValue, steps: readonly (number | string)[]): (number | string)[][] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [number | string, JsonValue][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, field]) => {
    if ((KEPT.has(String(key)) && steps.length < 2) || isName([...steps, key])) return [];
    const below = inner(field, [...steps, key]);
    return steps.length === 0 && ENTERED.has(String(key)) ? below : [[...steps, key], ...below];
  });
}

function isName(steps: readonly (number | string)[]): boolean {
  const [outer, metadata, key] = steps.slice(-3);
  return (
    steps.length === 3 && ENTERED.has(String(outer)) && metadata === 'metadata' && key === 'name'
  );
}

function remove(target: JsonValue, steps: readonly (number | string)[]): boolean {
  let parent: JsonValue | undefined = target;
  for (const step of steps.slice(0, -1)) {
    if (Array.isArray(parent)) parent = parent[Number(step)];
    else parent = isObject(parent) ? parent[String(step)] : undefined;
  }
  const last = steps.at(-1);
  if (Array.isArray(parent)) return parent.splice(Number(last), 1).length > 0;
  return isObject(parent) && Object.hasOwn(parent, String(last)) && delete parent[String(last)];
}
