import { posix } from 'node:path';
import type { Resource } from './build.ts';
import { KustomizeError } from './error.ts';
import type { Place } from './error.ts';
import type { FileSystem } from './filesystem/file-system.ts';
import { resolveAliases } from './kustomization/config-document.ts';
import { decodeText } from './yaml/decode-text.ts';
import { describeNodeKind, placeOf } from './yaml/describe.ts';
import { findDuplicateKeys } from './yaml/duplicate-keys.ts';
import type { DuplicateKey } from './yaml/duplicate-keys.ts';
import { jsonNode } from './yaml/json-node.ts';
import { getField, getPath, isNull, stringNode } from './yaml/node.ts';
import type { Node, Source } from './yaml/node.ts';
import { normalizeV11 } from './yaml/normalize-v11.ts';
import { parseJson } from './yaml/parse-json.ts';
import { parseDocument } from './yaml/parser.ts';
import { toJsonValueV11 } from './yaml/v11.ts';

/** What plain files hold. */
export interface PlainResources {
  readonly resources: readonly Resource[];
  /** One for each file that cannot be read and each document that is no Kubernetes object, in the order of the files. */
  readonly errors: readonly KustomizeError[];
  /** Keys that stand twice in one mapping, which the API server refuses; of several, all but the first. */
  readonly duplicateKeys: readonly DuplicateField[];
  /** Absolute paths of all files that were read, sorted; not of standard input. */
  readonly inputs: readonly string[];
}

/** A key that stands twice. */
export interface DuplicateField {
  /** As Go shows it: a text in quotes. */
  readonly key: string;
  readonly place: Place;
  /** The object that it stands in; undefined where the document is none. */
  readonly resource: Resource | undefined;
}

/** What is read in folders. */
const EXTENSIONS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

/** Stands for standard input, which the file system holds under this name. */
const STANDARD_INPUT = '-';

/**
 * Reads Kubernetes objects from YAML and JSON files as the API server does (sigs.k8s.io/yaml): in YAML 1.1, where `yes`
 * is true, `0120` is 80 and `on:` is the key "true"; of equal keys the last one counts. Documents are parted by `---`;
 * lists stand for what they hold; empty documents are left out.
 *
 * @param paths absolute paths of files and folders, read as they are named; of a folder, all .yaml, .yml and .json files
 * below it, by name. `-` is standard input.
 */
export function readResources(paths: readonly string[], fileSystem: FileSystem): PlainResources {
  const resources: Resource[] = [];
  const errors: KustomizeError[] = [];
  const duplicateKeys: DuplicateField[] = [];
  const inputs = new Set<string>();
  const collect = (read: () => void): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof KustomizeError)) throw error;
      errors.push(error);
    }
  };
  /** A list stands for its items, each of which may be no object. */
  const add = (document: Node | undefined): void => {
    if (!document || isNull(document)) return;
    const items = getField(document, 'items');
    if (items?.kind === 'sequence' && textOf(document, 'kind').endsWith('List'))
      for (const item of items.items) collect(() => add(withKindOf(document, item)));
    else resources.push(toResource(document));
  };
  for (const path of paths) {
    collect(() => {
      for (const file of filesOf(fileSystem, path)) {
        collect(() => {
          if (file !== STANDARD_INPUT) inputs.add(file);
          const source = { path: fileSystem.displayPath?.(file) ?? file };
          const text = decodeText(fileSystem.readFile(file) ?? new Uint8Array(), source);
          for (const piece of cutDocuments(text)) {
            collect(() => {
              const { document, duplicates } = readDocument(piece, source);
              const before = resources.length;
              add(document);
              const resource = resources[before];
              for (const { key, value } of duplicates) {
                const place = placeOf(value) ?? { path: source.path };
                duplicateKeys.push({ key, place, resource });
              }
            });
          }
        });
      }
    });
  }
  return { resources, errors, duplicateKeys, inputs: [...inputs].toSorted() };
}

function filesOf(fileSystem: FileSystem, path: string): string[] {
  if (path === STANDARD_INPUT) return [path];
  const kind = fileSystem.kind(path);
  if (kind === 'file') return [path];
  if (kind === 'directory') return filesBelow(fileSystem, path, new Set());
  throw new KustomizeError('not-found', 'there is no such file or folder', {
    place: { path: fileSystem.displayPath?.(path) ?? path },
    fix: 'correct the path',
  });
}

/** `entered` holds the folders on the way: links may lead back to them. */
function filesBelow(
  fileSystem: FileSystem,
  folder: string,
  entered: ReadonlySet<string>,
): string[] {
  const real = fileSystem.realPath(folder) ?? folder;
  if (entered.has(real)) return [];
  return (fileSystem.readDirectory(folder) ?? []).flatMap((name) => {
    const path = posix.join(folder, name);
    if (fileSystem.kind(path) === 'directory')
      return filesBelow(fileSystem, path, new Set([...entered, real]));
    return EXTENSIONS.has(posix.extname(name)) ? [path] : [];
  });
}

interface Piece {
  readonly text: string;
  /** Lines of the file in front of it. */
  readonly linesBefore: number;
}

/** Cuts at `---`, which begins a document, and behind `...`, which ends one. */
function cutDocuments(text: string): Piece[] {
  const pieces: Piece[] = [];
  let lines: string[] = [];
  let linesBefore = 0;
  const all = text.split('\n');
  for (const [index, line] of all.entries()) {
    if (/^\uFEFF?---(?:[ \t\r]|$)/.test(line)) {
      pieces.push({ text: lines.join('\n'), linesBefore });
      linesBefore = index;
      lines = [line];
    } else if (/^\.\.\.(?:[ \t\r]|$)/.test(line)) {
      pieces.push({ text: lines.join('\n'), linesBefore });
      linesBefore = index + 1;
      lines = [];
    } else lines.push(line);
  }
  return [...pieces, { text: lines.join('\n'), linesBefore }];
}

/** What one piece of a file holds. */
interface ReadDocument {
  readonly document: Node | undefined;
  readonly duplicates: readonly DuplicateKey[];
}

function readDocument({ text, linesBefore }: Piece, source: Source): ReadDocument {
  const firstLine = linesBefore + 1;
  try {
    const parsed = parseDocument(text, { source, dialect: '1.1', firstLine });
    if (!parsed) return { document: undefined, duplicates: [] };
    // Before aliases are resolved: it refuses those that expand too far.
    toJsonValueV11(parsed);
    const duplicates = findDuplicateKeys(parsed);
    return { document: normalizeV11(resolveAliases(parsed)), duplicates };
  } catch (error) {
    // Tabs between the tokens of JSON are no YAML.
    const json = /^\s*[{[]/.test(text) ? readJson(text, source) : undefined;
    if (json) return { document: { ...json, source, line: firstLine, column: 1 }, duplicates: [] };
    throw error;
  }
}

function readJson(text: string, source: Source): Node | undefined {
  try {
    return jsonNode(parseJson(text, source));
  } catch {
    return undefined;
  }
}

/** Items of a list of one kind, as the API server gives it (`PodList`), need not say what they are. */
function withKindOf(list: Node, item: Node): Node {
  const kind = textOf(list, 'kind').slice(0, -'List'.length);
  if (item.kind !== 'mapping' || kind === '') return item;
  if (getField(item, 'apiVersion') || getField(item, 'kind')) return item;
  const entries = [
    { key: stringNode('apiVersion'), value: stringNode(textOf(list, 'apiVersion')) },
    { key: stringNode('kind'), value: stringNode(kind) },
    ...item.entries,
  ];
  return { ...item, entries };
}

function toResource(document: Node): Resource {
  const place = placeOf(document);
  if (document.kind !== 'mapping') {
    throw new KustomizeError(
      'wrong-type',
      `the document is ${describeNodeKind(document)}, no Kubernetes object`,
      {
        place,
        fix: 'write an object with apiVersion, kind and metadata.name',
      },
    );
  }
  const apiVersion = textOf(document, 'apiVersion');
  const kind = textOf(document, 'kind');
  const name = textOf(document, 'metadata', 'name');
  const namespace = optionalText(document, 'metadata', 'namespace');
  return { apiVersion, kind, namespace, name, node: document };
}

/** A field that every object has. */
function textOf(object: Node, ...path: string[]): string {
  const text = optionalText(object, ...path);
  if (text !== undefined) return text;
  const field = path.join('.');
  throw new KustomizeError(
    'missing-value',
    `the document has no ${field}, so it is no Kubernetes object`,
    {
      place: placeOf(getPath(object, ...path) ?? object),
      fix: `add ${field}, or take the file out of what is read`,
    },
  );
}

/** A text, undefined where there is none. */
function optionalText(object: Node, ...path: string[]): string | undefined {
  const node = getPath(object, ...path);
  if (node === undefined || isNull(node)) return undefined;
  if (node.kind === 'scalar' && node.tag === '!!str') return node.value || undefined;
  throw new KustomizeError(
    'wrong-type',
    `${path.join('.')} is no string, so the document is no Kubernetes object`,
    { place: placeOf(node), fix: 'put it in quotes' },
  );
}
