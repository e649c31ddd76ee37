import { createHash } from 'node:crypto';

import type { OverlayRendering } from '@fingerpost/changes';
import { KustomizeError, readResources, toJsonValue } from 'kustomize-ts';
import type { Build, FileSystem, JsonValue, Resource } from 'kustomize-ts';

import { describeError } from './describe-error.ts';
import { STANDARD_INPUT } from './standard-input.ts';

/** One side of a comparison that is not built: what stands in the file, or in the files of the folder, is what there is. */
export function readPlainSide(fileSystem: FileSystem, place: string): OverlayRendering {
  const { resources, inputs, errors } = readResources([place], fileSystem);
  const read = place === STANDARD_INPUT ? [place] : inputs;
  const contents = read.map((file) => fileSystem.readFile(file));
  const problems = [
    ...errors,
    ...read.flatMap((file, i) => (contents[i] ? [] : [unreadable(fileSystem, file)])),
    ...(read.length === 0 && errors.length === 0 ? [empty(fileSystem, place)] : []),
  ];
  const [problem, ...more] = problems.map(describeError);
  if (problem !== undefined) {
    const rest = more.length > 0 ? `; and ${more.length} more` : '';
    return { status: 'failed', error: `${problem}${rest}` };
  }
  const places = createHash('sha256').update(place);
  for (const content of contents) places.update(content ?? '').update('\0');
  const key = places.digest('hex');
  return byContent(key, {
    yaml: '',
    resources,
    inputs,
    lookups: [],
    warnings: [],
    removed: [],
  });
}

/** A rendering that is the same as another one where the objects are: comments and the order of keys are no difference. */
export function byContent(key: string, build: Build): OverlayRendering {
  let yaml: string;
  try {
    yaml = build.resources.map(writeCanonically).join('\n');
  } catch (error) {
    // A value that JSON does not have.
    return { status: 'failed', error: describeError(error) };
  }
  const digest = createHash('sha256').update(yaml).digest('hex');
  const loaded = { ...build, yaml };
  return {
    status: 'rendered',
    key: () => key,
    digest: () => digest,
    load: () => loaded,
  };
}

/** A link that leads nowhere, a pipe. */
function unreadable(fileSystem: FileSystem, file: string): KustomizeError {
  const path = fileSystem.displayPath?.(file) ?? file;
  const fix = 'take it away, or what leads to it';
  return new KustomizeError('not-found', 'there is no file to be read', { place: { path }, fix });
}

function empty(fileSystem: FileSystem, folder: string): KustomizeError {
  const path = fileSystem.displayPath?.(folder) ?? folder;
  const reason = 'no kustomization and no .yaml, .yml or .json file is in this folder';
  const fix = 'name the folder or the file that has the manifests';
  return new KustomizeError('not-found', reason, { place: { path }, fix });
}

function writeCanonically({ node }: Resource): string {
  return JSON.stringify(toJsonValue(node), (_key, value: JsonValue) => {
    if (typeof value === 'bigint') return { '\0integer': String(value) };
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
