/** What Argo CD's Source Hydrator calls its notes; one at the root, one in each folder. They are no part of the content. */
export const METADATA = 'hydrator.metadata';
export const MANIFEST = 'manifest.yaml';
export const README = 'README.md';
export const ATTRIBUTES = '.gitattributes';

export function isMetadata(path: string): boolean {
  return path === METADATA || path.endsWith(`/${METADATA}`);
}

/** By their bytes, as git sorts them: by UTF-16 the order of rare characters differs. */
export function byPath(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
