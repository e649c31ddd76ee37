import type { Changes } from '@fingerpost/changes';

/**
 * The changes with the digits that their text has: JavaScript rounds integers beyond 2^53. Only values of manifests may
 * be bigint; a count that long is none, and stays as it was checked.
 * @param text JSON that `changes` was read from, below the key `changes`
 */
export function keepDigits(changes: Changes, text: string): Changes {
  if (!/\d{16}/.test(text)) return changes;
  const { changes: exact } = JSON.parse(text, readInteger) as { readonly changes: Changes };
  return {
    ...changes,
    overlays: changes.overlays.map((overlay, i) => ({
      ...overlay,
      resources: overlay.resources.map((resource, j) => {
        const source = exact.overlays[i]?.resources[j];
        return {
          ...resource,
          ...(source?.content !== undefined && { content: source.content }),
          fields: resource.fields.map((field, k) => ({ ...field, ...sidesOf(source?.fields[k]) })),
        };
      }),
    })),
    drift: changes.drift.map((drift, i) => ({
      ...drift,
      values: drift.values.map((value, j) => {
        const source = exact.drift[i]?.values[j]?.value;
        return source === undefined ? value : { ...value, value: source };
      }),
    })),
  };
}

type Field = Changes['overlays'][number]['resources'][number]['fields'][number];

function sidesOf(field: Field | undefined): Pick<Field, 'before' | 'after'> {
  return {
    ...(field?.before !== undefined && { before: field.before }),
    ...(field?.after !== undefined && { after: field.after }),
  };
}

function readInteger(
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}
