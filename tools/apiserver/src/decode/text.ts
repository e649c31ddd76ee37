import type { DuplicateField } from 'kustomize-ts';
import { KustomizeError, memoryFileSystem, readResources, toJsonValue } from 'kustomize-ts';
import { toInput, type Input } from './input.ts';
import { parseJsonText } from './json-text.ts';

/** A text as input, with the errors that only strict reading finds, or why it cannot be read at all. */
export type Text =
  | { readonly input: Input; readonly strict: readonly string[] }
  | { readonly error: string };

/**
 * Reads JSON or YAML: what begins with `{` is JSON to the API server, all else YAML 1.1, of which the first document
 * counts.
 */
export function readText(text: string): Text {
  if (!/^\s*\{/.test(text)) return readYaml(text);
  const json = parseJsonText(text);
  return 'error' in json ? json : { input: json.value, strict: [] };
}

const FILE = '/object.yaml';

function readYaml(text: string): Text {
  const { resources, errors, duplicateKeys } = readResources(
    [FILE],
    memoryFileSystem({ [FILE]: text }),
  );
  const [resource] = resources;
  const [error] = errors;
  if (resource === undefined) {
    return error === undefined
      ? { input: { entries: [] }, strict: [] }
      : { error: describe(error) };
  }
  try {
    const strict = strictErrors(
      duplicateKeys.filter((duplicate) => duplicate.resource === resource),
    );
    return { input: toInput(toJsonValue(resource.node)), strict };
  } catch (failure) {
    if (failure instanceof KustomizeError) return { error: describe(failure) };
    throw failure;
  }
}

/** All in one error, as go-yaml reports them. */
function strictErrors(duplicates: readonly DuplicateField[]): readonly string[] {
  if (duplicates.length === 0) return [];
  const lines = duplicates.map(
    ({ key, place }) => `  line ${place.line ?? 1}: key ${key} already set in map`,
  );
  return [['yaml: unmarshal errors:', ...lines].join('\n')];
}

function describe({ place, reason }: KustomizeError): string {
  return place?.line === undefined ? `yaml: ${reason}` : `yaml: line ${place.line}: ${reason}`;
}
