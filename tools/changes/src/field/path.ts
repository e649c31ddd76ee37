/** One step into a value: a key of a map, or an item of a list with what it is called. */
export type Segment =
  | { readonly key: string }
  | {
      /** The item's name, what identifies it (`mountPath=/data`), or its index. */
      readonly item: string;
      /** Its index on each side; undefined where it is not there. */
      readonly before: number | undefined;
      readonly after: number | undefined;
    };

/**
 * The path as people write it: `spec.ports[http].port`, `metadata.labels[app.kubernetes.io/name]`.
 * A key that could be taken for an index, or that would hide where it ends, is quoted.
 */
export function formatPath(segments: readonly Segment[]): string {
  let path = '';
  for (const segment of segments) {
    if ('item' in segment) path += `[${bracketed(segment.item)}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(segment.key))
      path += path ? `.${segment.key}` : segment.key;
    else
      path += `[${/^\d+$/.test(segment.key) ? JSON.stringify(segment.key) : bracketed(segment.key)}]`;
  }
  return path;
}

function bracketed(text: string): string {
  return text === '' || /[\s"[\]\p{C}]/u.test(text) ? JSON.stringify(text) : text;
}

/**
 * Reads a path as `formatPath` writes it, into what each step is called; `*` stands for any step.
 * undefined where the text is no path.
 */
export function parsePath(path: string): string[] | undefined {
  const steps: string[] = [];
  const step = /(?:^|(?<!^)\.)([\w$*-]+)|\[("(?:[^"\\]|\\.)*"|[^"[\]]+)\]/gy;
  let end = 0;
  for (const match of path.matchAll(step)) {
    const [whole, key, inner = ''] = match;
    const name = key ?? (inner.startsWith('"') ? unquote(inner) : inner);
    if (name === undefined) return undefined;
    steps.push(name);
    end = match.index + whole.length;
  }
  return steps.length > 0 && end === path.length ? steps : undefined;
}

/** Whether the place is the one that the steps name, or stands below it. */
export function isAtOrBelow(segments: readonly Segment[], steps: readonly string[]): boolean {
  return (
    steps.length <= segments.length &&
    steps.every((step, i) => step === '*' || step === nameOf(segments[i]))
  );
}

function nameOf(segment: Segment | undefined): string | undefined {
  if (!segment) return undefined;
  return 'item' in segment ? segment.item : segment.key;
}

function unquote(text: string): string | undefined {
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}
