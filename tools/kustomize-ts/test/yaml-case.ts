/** A text and what kustomize 5.8.1 makes of it; recorded by record.ts, never written by hand. */
export interface YamlCase {
  /** Read as a resource file and printed, or read as kustomization files are and converted to JSON. */
  readonly reader: 'resource' | 'kustomization';
  readonly text: string;
  readonly expect?: string;
  /** The message with which kustomize refuses the text. */
  readonly refused?: string;
}

/** What kustomize says of a resource and not of its YAML: such a text says nothing about the stage that reads and prints. */
const RESOURCE_ERRORS = [
  'may not add resource with an already registered id',
  'missing metadata.name',
  'missing kind in object',
  'missing Resource metadata',
];

/** Whether the YAML stage alone can give kustomize's answer. */
export function concernsYaml(error: string | undefined): boolean {
  return error === undefined || !RESOURCE_ERRORS.some((reason) => error.includes(reason));
}
