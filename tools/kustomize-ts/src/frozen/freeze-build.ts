import type { Build } from '../build.ts';
import type { Origin, Trace } from '../trace/origin.ts';
import { valueText } from '../trace/tracer.ts';
import { verbatimOf } from '../yaml/node.ts';
import type { Node } from '../yaml/node.ts';
import {
  COLLECTION_STYLES,
  HAS_ANCHOR,
  HAS_FOOT_COMMENT,
  HAS_NOTED,
  HAS_ORIGINS,
  HAS_OWN_ORIGIN,
  HAS_PATH,
  HAS_PLACE,
  HAS_TAG,
  HAS_VERBATIM,
  IS_AGAIN,
  IS_IMPLIED,
  IS_NOWHERE,
  IS_SHARED,
  IS_TAGGED,
  SCALAR_STYLES,
  STYLE_SHIFT,
  USUAL_TAGS,
} from './format.ts';
import type { FrozenHead, FrozenItem, FrozenOrigin } from './format.ts';

/** Paths as they are kept, of those that people see (of nodes, origins and warnings) and of absolute ones. */
export interface KeptPaths {
  readonly ofShown: (path: string) => string;
  readonly ofAbsolute: (path: string) => string;
}

/**
 * A build as text that `thawBuild` makes the same build of, on another machine too.
 * @param paths make paths independent of where the files are, such as relative to the repository
 */
export function freezeBuild(build: Build, paths: KeptPaths): string {
  const pathTable = new Table(paths.ofShown);
  const wordTable = new Table((word) => word);
  const trees = build.resources.map(({ node }) => new TreeWriter(pathTable, wordTable).write(node));
  const removed = build.removed.map(
    ({ kind, name, namespace, field, origins }) =>
      [
        kind,
        name,
        namespace ?? null,
        field ?? null,
        origins.map((origin) => freezeOrigin(origin, pathTable, wordTable)),
      ] as const,
  );
  const head: FrozenHead = {
    paths: pathTable.entries,
    words: wordTable.entries,
    resources: build.resources.map(({ apiVersion, kind, namespace, name }) => [
      apiVersion,
      kind,
      namespace ?? null,
      name,
    ]),
    inputs: build.inputs.map(paths.ofAbsolute),
    lookups: build.lookups.map(paths.ofAbsolute),
    warnings: build.warnings.map((warning) => freezeWarning(warning, paths)),
    removed,
  };
  return [head, ...trees].map((line) => JSON.stringify(line)).join('\n');
}

const WARNING_WITH_PLACE = /^(# Warning: )(.*?)(:\d+:\d+: .*)$/s;

function freezeWarning(warning: string, { ofShown }: KeptPaths): FrozenHead['warnings'][number] {
  const [, before, path, after] = WARNING_WITH_PLACE.exec(warning) ?? [];
  if (before === undefined || path === undefined || after === undefined) return warning;
  return [before, ofShown(path), after];
}

function freezeOrigin(
  { path, line, column, by, value, text }: Origin,
  paths: Table,
  words: Table,
): FrozenOrigin {
  return [
    paths.add(path),
    line ?? null,
    column ?? null,
    words.add(by),
    value ?? null,
    text ? [paths.add(text.path), text.line] : 0,
  ];
}

/** Texts that are written once and named by their index. */
class Table {
  readonly entries: string[] = [];
  readonly #indices = new Map<string, number>();
  readonly #write: (text: string) => string;

  constructor(write: (text: string) => string) {
    this.#write = write;
  }

  add(text: string): number {
    let index = this.#indices.get(text);
    if (index === undefined) {
      index = this.entries.push(this.#write(text)) - 1;
      this.#indices.set(text, index);
    }
    return index;
  }
}

class TreeWriter {
  readonly #paths: Table;
  readonly #words: Table;
  readonly #items: FrozenItem[] = [];
  readonly #shared = new Map<Node, number>();
  #path = -1;

  constructor(paths: Table, words: Table) {
    this.#paths = paths;
    this.#words = words;
  }

  write(root: Node): readonly FrozenItem[] {
    this.#node(root);
    return this.#items;
  }

  #node(node: Node): void {
    const items = this.#items;
    if (node.kind === 'alias') throw new Error('a build has no aliases');
    if (node.kind === 'scalar' && node.shared) {
      const known = this.#shared.get(node);
      if (known !== undefined) {
        items.push(IS_AGAIN, known);
        return;
      }
      this.#shared.set(node, this.#shared.size);
    }
    const at = items.push(0) - 1;
    items[at] = this.#properties(node);
    if (node.kind === 'scalar') items.push(node.value);
    else if (node.kind === 'sequence') {
      items.push(node.items.length);
      for (const item of node.items) this.#node(item);
    } else {
      items.push(node.entries.length);
      for (const { key, value } of node.entries) {
        this.#node(key);
        this.#node(value);
      }
    }
  }

  /** Writes what the bits announce, and returns them. */
  #properties(node: Exclude<Node, { kind: 'alias' }>): number {
    const items = this.#items;
    const { source, line, column, trace } = node;
    const kind = node.kind === 'scalar' ? 0 : node.kind === 'mapping' ? 1 : 2;
    const style =
      node.kind === 'scalar'
        ? SCALAR_STYLES.indexOf(node.style)
        : COLLECTION_STYLES.indexOf(node.style);
    let bits = kind | (style << STYLE_SHIFT);
    if (node.tag !== USUAL_TAGS[kind]) {
      bits |= HAS_TAG;
      items.push(this.#words.add(node.tag));
    }
    if (source) {
      bits |= HAS_PLACE;
      const path = this.#paths.add(source.path);
      if (path !== this.#path) {
        bits |= HAS_PATH;
        this.#path = path;
        items.push(path);
      }
      items.push(line, column);
    } else if (line !== 0 || column !== 0) {
      bits |= IS_NOWHERE;
      items.push(line, column);
    }
    const verbatim = verbatimOf(node);
    if (verbatim) {
      bits |= HAS_VERBATIM;
      items.push(this.#paths.add(verbatim.path), verbatim.line);
    }
    if (trace) bits |= this.#trace(node, trace);
    if (node.anchor !== undefined) {
      bits |= HAS_ANCHOR;
      items.push(this.#words.add(node.anchor));
    }
    if (node.kind === 'scalar') {
      if (node.tagged) bits |= IS_TAGGED;
      if (node.implied) bits |= IS_IMPLIED;
      if (node.shared) bits |= IS_SHARED;
    } else if (node.kind === 'mapping' && node.footComment) bits |= HAS_FOOT_COMMENT;
    return bits;
  }

  #trace(node: Exclude<Node, { kind: 'alias' }>, { origins, tag, place }: Trace): number {
    const items = this.#items;
    const { source, line, column } = node;
    const [first, second] = origins;
    const verbatim = verbatimOf(node);
    let bits: number;
    if (
      first &&
      !second &&
      first.path === source?.path &&
      first.line === line &&
      first.column === column &&
      first.value === valueText(node) &&
      first.text?.path === verbatim?.path &&
      first.text?.line === verbatim?.line
    ) {
      bits = HAS_OWN_ORIGIN;
      items.push(this.#words.add(first.by));
    } else {
      bits = HAS_ORIGINS;
      items.push(origins.map((origin) => freezeOrigin(origin, this.#paths, this.#words)));
    }
    const isAsNoted =
      tag === node.tag &&
      (place
        ? place.path === source?.path && place.line === line && place.column === column
        : !source);
    if (isAsNoted) return bits;
    items.push(tag === undefined ? null : this.#words.add(tag));
    items.push(
      place ? [this.#paths.add(place.path), place.line ?? null, place.column ?? null] : null,
    );
    return bits | HAS_NOTED;
  }
}
