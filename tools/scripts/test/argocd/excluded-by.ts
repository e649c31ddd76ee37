import { readYaml } from './read-yaml.ts';

interface Exclusion {
  readonly apiGroups: readonly string[];
  readonly kinds: readonly string[];
}

/** `group/kind` of everything that is left out, sorted. */
export function excludedBy(data: Readonly<Record<string, string>>): string[] {
  const list = readYaml(data['resource.exclusions'] ?? '') as object as readonly Exclusion[];
  return list
    .flatMap(({ apiGroups, kinds }) =>
      apiGroups.flatMap((group) => kinds.map((kind) => `${group}/${kind}`)),
    )
    .toSorted();
}
