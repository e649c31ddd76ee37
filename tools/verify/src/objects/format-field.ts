import type { JsonValue } from 'kustomize-ts';

/** The path of a field as people write it: `spec.ports[http].targetPort`. */
export function formatPath(path: readonly string[]): string {
  return path
    .map((key, i) => {
      if (path[i - 1] === 'ports' || /[./]|^\d+$/.test(key)) return `[${key}]`;
      return i === 0 ? key : `.${key}`;
    })
    .join('');
}

/** A value as people read it; JSON where it has parts. */
export function formatValue(value: JsonValue | undefined): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_key, inner: JsonValue) =>
    typeof inner === 'bigint' ? String(inner) : inner,
  );
}
