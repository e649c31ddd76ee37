import type { Resource } from '../resource/resource.ts';
import { resolveTag } from '../yaml/resolve.ts';

/** Where a resource comes from or who changed it, as `buildMetadata` has it written into annotations (kustomize's origin.go). */
export interface Origin {
  /** The file, relative to the folder that is built. */
  readonly path?: string;
  /** The kustomization that asked for the generator or transformer. */
  readonly configuredIn?: string;
  /** The kind of the built-in generator or transformer. */
  readonly kind?: string;
}

export const ORIGIN_ANNOTATION = 'config.kubernetes.io/origin';
export const TRANSFORMATIONS_ANNOTATION = 'alpha.config.kubernetes.io/transformations';

/** Notes where a resource comes from, unless that is known. */
export function setOrigin(resource: Resource, origin: Origin): void {
  const { annotations } = resource;
  if (annotations.has(ORIGIN_ANNOTATION)) return;
  annotations.set(ORIGIN_ANNOTATION, `${format(origin).join('\n')}\n`);
  resource.setAnnotations(annotations);
}

/** Notes that a transformer ran; one that made the resource is its origin. */
export function addTransformation(resource: Resource, origin: Origin): void {
  const { annotations } = resource;
  if (!annotations.has(ORIGIN_ANNOTATION)) {
    setOrigin(resource, origin);
    return;
  }
  const [first = '', ...rest] = format(origin);
  const entry = [`- ${first}`, ...rest.map((line) => `  ${line}`)]
    .map((line) => `${line}\n`)
    .join('');
  annotations.set(
    TRANSFORMATIONS_ANNOTATION,
    (annotations.get(TRANSFORMATIONS_ANNOTATION) ?? '') + entry,
  );
  resource.setAnnotations(annotations);
}

function format({ path: file, configuredIn, kind }: Origin): string[] {
  return [
    ...(file ? [`path: ${quote(file)}`] : []),
    ...(configuredIn ? [`configuredIn: ${quote(configuredIn)}`] : []),
    ...(kind ? ['configuredBy:', '  apiVersion: builtin', `  kind: ${kind}`] : []),
  ];
}

/** A path as go-yaml v3 writes it. */
function quote(text: string): string {
  if (/^[\w./][\w./ -]*$/.test(text) && !text.endsWith(' ') && resolveTag(text, '1.2') === '!!str')
    return text;
  return /^[\x20-\x7e]+$/.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}
