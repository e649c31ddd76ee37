import { scalarText } from '../resource/resource.ts';
import type { Resource } from '../resource/resource.ts';
import { getField } from '../yaml/node.ts';
import { parseDocument } from '../yaml/parser.ts';
import { resolveTag } from '../yaml/resolve.ts';
import { writeStringV3 } from '../yaml/write-string-v3.ts';

/** Where a resource comes from or who changed it, as `buildMetadata` has it written into annotations (kustomize's origin.go). */
export interface Origin {
  /** The file, relative to the folder that is built. */
  readonly path?: string;
  /** The kustomization that asked for the generator or transformer. */
  readonly configuredIn?: string;
  /** The kind of the built-in generator or transformer. */
  readonly kind?: string;
  /** Name and namespace of its configuration, where that is an object of its own. */
  readonly name?: string;
  readonly namespace?: string | undefined;
}

export const ORIGIN_ANNOTATION = 'config.kubernetes.io/origin';
export const TRANSFORMATIONS_ANNOTATION = 'alpha.config.kubernetes.io/transformations';

/** Notes where a resource comes from. */
export function setOrigin(resource: Resource, origin: Origin): void {
  const { annotations } = resource;
  annotations.set(ORIGIN_ANNOTATION, `${format(origin).join('\n')}\n`);
  resource.setAnnotations(annotations);
}

/** Whether it is noted where the resource comes from. */
export function hasOrigin(resource: Resource): boolean {
  return resource.annotations.has(ORIGIN_ANNOTATION);
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

/** Where what a configuration asks for is configured; undefined where no origins are noted. */
export function originOfConfiguration(configuration: Resource): Origin | undefined {
  const text = configuration.annotations.get(ORIGIN_ANNOTATION);
  if (text === undefined) return undefined;
  const { kind, name, namespace } = configuration;
  const configuredIn = scalarText(getField(parseDocument(text), 'path'));
  return { configuredIn, kind, name, namespace };
}

function format({ path: file, configuredIn, kind, name, namespace }: Origin): string[] {
  return [
    ...(file ? [`path: ${quote(file)}`] : []),
    ...(configuredIn ? [`configuredIn: ${quote(configuredIn)}`] : []),
    ...(kind ? ['configuredBy:', '  apiVersion: builtin', `  kind: ${kind}`] : []),
    ...(kind && name ? [`  name: ${quote(name)}`] : []),
    ...(kind && namespace ? [`  namespace: ${quote(namespace)}`] : []),
  ];
}

/** A text as go-yaml v3 writes it: in double quotes what YAML 1.1 or 1.2 would take for something else. */
function quote(text: string): string {
  const isPlain = resolveTag(text, '1.2') === '!!str' && resolveTag(text, '1.1') !== '!!bool';
  const context = { inFlow: false, simpleKey: false, indent: 4 };
  return writeStringV3(text, isPlain ? 'plain' : 'double', context);
}
