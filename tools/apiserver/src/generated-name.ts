import type { JsonObject } from 'kustomize-ts';
import { text } from './field/read.ts';

/** Stands for the five characters that the API server adds to `generateName`. */
const RANDOM_END = 'xxxxx';

/** The name of an object that has only a `generateName`; '' when it has neither. */
export function generatedName(metadata: JsonObject): string {
  const prefix = text(metadata, 'generateName');
  return prefix === '' ? '' : `${prefix.slice(0, 58)}${RANDOM_END}`;
}

/** Whether the API server made the name. */
export function hasGeneratedName(metadata: JsonObject | undefined): boolean {
  return text(metadata, 'generateName') !== '' && text(metadata, 'name').endsWith(RANDOM_END);
}
