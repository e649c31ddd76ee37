import type { MaskedField, MaskedOverlay, SourceChange } from '../changes.ts';

/** Touched files that have the same effect. */
export interface SourceGroup extends Omit<SourceChange, 'file'> {
  readonly files: readonly string[];
}

export function groupSources(sources: readonly SourceChange[]): SourceGroup[] {
  const groups = Map.groupBy(sources, ({ status, environment, changed, masked, without }) =>
    JSON.stringify([status, environment, changed, masked, without]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ ...first, files: group.map(({ file }) => file) }] : [];
  });
}

/** Overlays in which the same fields, of whatever resources, keep the edit from the output. A resource is '' where they differ. */
export function groupMasked(
  masked: readonly MaskedOverlay[],
): { readonly overlays: readonly string[]; readonly fields: readonly MaskedField[] }[] {
  const groups = Map.groupBy(masked, ({ fields }) =>
    JSON.stringify(fields.map(({ path, value, place }) => [path, value, place])),
  );
  return [...groups.values()].map((group) => ({
    overlays: group.map(({ overlay }) => overlay),
    fields: (group[0]?.fields ?? []).map((field, i) => {
      const isShared = group.every(({ fields }) => fields[i]?.resource === field.resource);
      return isShared ? field : { ...field, resource: '' };
    }),
  }));
}
