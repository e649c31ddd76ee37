import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { goQuote } from '../../field/go-format.ts';
import { object, objects, optionalText, text } from '../../field/read.ts';

// Source: pkg/api/pod/warnings.go, warningsForOverlappingVirtualPaths.

interface File {
  readonly path: string;
  /** What of a projected volume it comes from. */
  readonly source: string;
}

/** Files of one volume at the same place, or below each other. */
export function warnOfOverlappingFiles(spec: JsonObject): string[] {
  return objects(spec, 'volumes').flatMap((volume) => {
    const name = goQuote(text(volume, 'name'));
    const found = (what: string, pairs: readonly string[]): string[] =>
      pairs.map((overlap) => `volume ${name} (${what}): overlapping paths: ${overlap}`);
    const configMap = object(volume, 'configMap');
    const secret = object(volume, 'secret');
    const downward = object(volume, 'downwardAPI');
    const projected = object(volume, 'projected');
    return [
      ...found(`ConfigMap ${goQuote(text(configMap, 'name'))}`, overlaps(filesOf(configMap))),
      ...found(`Secret ${goQuote(text(secret, 'secretName'))}`, overlaps(filesOf(secret))),
      ...found('DownwardAPI', overlaps(filesOf(downward))),
      ...(projected ? warnOfProjected(projected, name, found) : []),
    ];
  });
}

function warnOfProjected(
  projected: JsonObject,
  name: string,
  found: (what: string, pairs: readonly string[]) => string[],
): string[] {
  const warnings: string[] = [];
  const files: File[] = [];
  for (const source of objects(projected, 'sources')) {
    if (Object.keys(source).length === 0) {
      warnings.push(`volume ${name} (Projected) has no sources provided`);
      continue;
    }
    for (const current of projectedFiles(source)) {
      append(warnings, found('Projected', collisions(files, current)));
      files.push(current);
    }
  }
  return warnings;
}

function projectedFiles(source: JsonObject): File[] {
  const configMap = object(source, 'configMap');
  if (configMap?.['items'])
    return filesOf(configMap, `ConfigMap ${goQuote(text(configMap, 'name'))}`);
  const secret = object(source, 'secret');
  if (secret?.['items']) return filesOf(secret, `Secret ${goQuote(text(secret, 'name'))}`);
  const downward = object(source, 'downwardAPI');
  if (downward?.['items']) return filesOf(downward, 'DownwardAPI');
  const token = object(source, 'serviceAccountToken');
  return token ? [file(optionalText(token, 'path') ?? '', 'ServiceAccountToken')] : [];
}

function filesOf(owner: JsonObject | undefined, source = ''): File[] {
  return objects(owner, 'items').map((item) => file(text(item, 'path'), source));
}

function file(path: string, source: string): File {
  return { path: path.replace(/\/+$/, ''), source };
}

function overlaps(files: readonly File[]): string[] {
  return files.flatMap((current, index) => collisions(files.slice(0, index), current));
}

function collisions(files: readonly File[], current: File): string[] {
  if (current.path === '') return [];
  return files
    .filter(
      (other) =>
        other.path !== '' &&
        (`${other.path}/`.startsWith(`${current.path}/`) ||
          `${current.path}/`.startsWith(`${other.path}/`)),
    )
    .map((other) => `${show(current)} with ${show(other)}`);
}

function show({ path, source }: File): string {
  return source === '' ? goQuote(path) : `${goQuote(path)} (${source})`;
}
