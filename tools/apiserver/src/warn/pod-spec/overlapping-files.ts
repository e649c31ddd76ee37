import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { goQuote } from '../../field/go-format.ts';
import { object, objects, optionalText, text } from '../../field/read.ts';
import { MOST_WARNINGS } from '../most-warnings.ts';

// Source: pkg/api/pod/warnings.go, warningsForOverlappingVirtualPaths.

/** The longest path that Linux takes; a longer one is no file. */
const PATH_MAX = 4096;

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
  const files = new PlacedFiles();
  for (const source of objects(projected, 'sources')) {
    if (Object.keys(source).length === 0) {
      warnings.push(`volume ${name} (Projected) has no sources provided`);
      continue;
    }
    for (const current of projectedFiles(source)) {
      append(warnings, found('Projected', files.add(current)));
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
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return { path: path.slice(0, end), source };
}

function overlaps(files: readonly File[]): string[] {
  const seen = new PlacedFiles();
  return files.flatMap((current) => seen.add(current));
}

/** Files by their place, to find those at the same place, above and below without looking at all of them. */
class PlacedFiles {
  readonly #files: File[] = [];
  /** The files at a path. */
  readonly #at = new Map<string, number[]>();
  /** The files below a path. */
  readonly #below = new Map<string, number[]>();
  #found = 0;

  /** Adds a file, and tells which of the earlier ones it overlaps, in their order. */
  add(added: File): string[] {
    if (added.path === '' || added.path.length > PATH_MAX) return [];
    if (this.#found >= MOST_WARNINGS) return [];
    const above = parentsOf(added.path);
    const others = [
      ...(this.#at.get(added.path) ?? []),
      ...above.flatMap((path) => this.#at.get(path) ?? []),
      ...(this.#below.get(added.path) ?? []),
    ];
    const index = this.#files.push(added) - 1;
    put(this.#at, added.path, index);
    for (const path of above) put(this.#below, path, index);
    this.#found += others.length;
    return others
      .toSorted((a, b) => a - b)
      .flatMap((other) => this.#files[other] ?? [])
      .map((other) => `${show(added)} with ${show(other)}`);
  }
}

function put(places: Map<string, number[]>, path: string, index: number): void {
  const known = places.get(path);
  if (known === undefined) places.set(path, [index]);
  else known.push(index);
}

/** `a/b/c` is below `a/b` and `a`. */
function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    parents.push(path.slice(0, slash));
  }
  return parents;
}

function show({ path, source }: File): string {
  return source === '' ? goQuote(path) : `${goQuote(path)} (${source})`;
}
