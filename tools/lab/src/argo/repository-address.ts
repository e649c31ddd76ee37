import type { JsonObject, JsonValue } from 'kustomize-ts';

/**
 * The objects of `apps/` with another address of the repository, and nothing else changed. Throws where they do not name
 * exactly one: then it is not known what to replace.
 */
export function withRepository(objects: readonly JsonObject[], address: string): JsonObject[] {
  const [old, ...others] = new Set(objects.flatMap(addressesOf));
  if (old === undefined || others.length > 0) {
    const found = old === undefined ? 'no repository' : [old, ...others].join(', ');
    throw new Error(`apps/ names ${found}; name one, in apps/kustomization.yaml`);
  }
  return objects.map((object) => replaced(object, old, address) as JsonObject);
}

/** Each repoURL, and each permitted repository of a project. */
function addressesOf(value: JsonValue): string[] {
  if (Array.isArray(value)) return value.flatMap(addressesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'repoURL' && typeof item === 'string') return [item];
    if (key === 'sourceRepos' && Array.isArray(item)) return item.map(String);
    return addressesOf(item);
  });
}

function replaced(value: JsonValue, old: string, address: string): JsonValue {
  if (value === old) return address;
  if (Array.isArray(value)) return value.map((item) => replaced(item, old, address));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replaced(item, old, address)]),
  );
}
