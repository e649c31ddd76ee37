import type { Build, Resource } from '../build.ts';
import type { Place } from '../error.ts';
import type { Origin } from '../trace/origin.ts';
import { valueText } from '../trace/tracer.ts';
import type { Entry, MappingNode, Node, ScalarNode, Source } from '../yaml/node.ts';
import { printYaml } from '../yaml/print.ts';
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
  KIND_BITS,
  SCALAR_STYLES,
  STYLE_BITS,
  STYLE_SHIFT,
  USUAL_TAGS,
} from './format.ts';
import type { FrozenHead, FrozenItem, FrozenOrigin, FrozenPlace } from './format.ts';

/** What kept paths are here, as people see them and absolute: the reverse of `KeptPaths`. */
export interface ThawedPaths {
  readonly toShown: (path: string) => string;
  readonly toAbsolute: (path: string) => string;
}

/**
 * The build that was frozen: same text, resources with the places and origins of their values, inputs and warnings.
 * Resources and the text are only made when they are asked for. It throws where the text is not of `freezeBuild`.
 */
export function thawBuild(text: string, paths: ThawedPaths): Build {
  const [first = '', ...lines] = text.split('\n');
  const head = JSON.parse(first) as FrozenHead;
  const tables: Tables = {
    sources: head.paths.map((path) => ({ path: paths.toShown(path) })),
    words: head.words,
  };
  const resources = head.resources.map(([apiVersion, kind, namespace, name], i) =>
    thawResource(
      { apiVersion, kind, namespace: namespace ?? undefined, name },
      lines[i] ?? '',
      tables,
    ),
  );
  let yaml: string | undefined;
  return {
    get yaml() {
      yaml ??= resources.map(({ node }) => printYaml(node)).join('---\n');
      return yaml;
    },
    resources,
    inputs: head.inputs.map(paths.toAbsolute).toSorted(),
    lookups: head.lookups.map(paths.toAbsolute).toSorted(),
    warnings: head.warnings.map((warning) => {
      if (typeof warning === 'string') return warning;
      const [before, path, after] = warning;
      return `${before}${paths.toShown(path)}${after}`;
    }),
    removed: head.removed.map(([kind, name, namespace, field, origins]) => ({
      kind,
      name,
      namespace: namespace ?? undefined,
      field: field ?? undefined,
      origins: origins.map((origin) => thawOrigin(origin, tables)),
    })),
  };
}

interface Tables {
  readonly sources: readonly Source[];
  readonly words: readonly string[];
}

function thawResource(identity: Omit<Resource, 'node'>, line: string, tables: Tables): Resource {
  let node: MappingNode | undefined;
  return {
    ...identity,
    get node() {
      node ??= thawTree(JSON.parse(line) as readonly FrozenItem[], tables);
      return node;
    },
  };
}

function thawOrigin(
  [path, line, column, by, value, text]: FrozenOrigin,
  { sources, words }: Tables,
): Origin {
  return {
    path: sources[path]!.path,
    line: line ?? undefined,
    column: column ?? undefined,
    by: words[by]!,
    value: value ?? undefined,
    ...(text ? { text: { path: sources[text[0]]!.path, line: text[1] } } : {}),
  };
}

function thawTree(items: readonly FrozenItem[], tables: Tables): MappingNode {
  const root = new TreeReader(items, tables).node();
  if (root.kind !== 'mapping') throw new Error('a resource is a mapping');
  return root;
}

class TreeReader {
  readonly #items: readonly FrozenItem[];
  readonly #tables: Tables;
  readonly #shared: ScalarNode[] = [];
  #next = 0;
  #source: Source | undefined;

  constructor(items: readonly FrozenItem[], tables: Tables) {
    this.#items = items;
    this.#tables = tables;
  }

  node(): Node {
    const bits = this.#number();
    if (bits & IS_AGAIN) return this.#shared[this.#number()]!;
    const kind = bits & KIND_BITS;
    const style = (bits >> STYLE_SHIFT) & STYLE_BITS;
    const tag = bits & HAS_TAG ? this.#word() : USUAL_TAGS[kind]!;
    let source: Source | undefined;
    let line = 0;
    let column = 0;
    if (bits & HAS_PLACE) {
      if (bits & HAS_PATH) this.#source = this.#tables.sources[this.#number()]!;
      source = this.#source;
    }
    if (bits & (HAS_PLACE | IS_NOWHERE)) {
      line = this.#number();
      column = this.#number();
    }
    const text = bits & HAS_VERBATIM ? { path: this.#path(), line: this.#number() } : undefined;
    const by = bits & HAS_OWN_ORIGIN ? this.#word() : undefined;
    const origins = bits & HAS_ORIGINS ? this.#origins() : undefined;
    const noted = bits & HAS_NOTED ? this.#noted() : undefined;
    const anchor = bits & HAS_ANCHOR ? this.#word() : undefined;

    let node: Exclude<Node, { kind: 'alias' }>;
    if (kind === 0) {
      const value = this.#text();
      node = { kind: 'scalar', tag, value, style: SCALAR_STYLES[style]!, source, line, column };
      if (text) node.verbatim = { ...text, text: value };
      if (bits & IS_TAGGED) node.tagged = true;
      if (bits & IS_IMPLIED) node.implied = true;
      if (bits & IS_SHARED) {
        node.shared = true;
        this.#shared.push(node);
      }
    } else if (kind === 1) {
      const entries: Entry[] = [];
      for (let left = this.#number(); left > 0; left--)
        entries.push({ key: this.node(), value: this.node() });
      const shape = COLLECTION_STYLES[style]!;
      node = { kind: 'mapping', tag, entries, style: shape, source, line, column };
      if (bits & HAS_FOOT_COMMENT) node.footComment = true;
    } else {
      const items: Node[] = [];
      for (let left = this.#number(); left > 0; left--) items.push(this.node());
      const shape = COLLECTION_STYLES[style]!;
      node = { kind: 'sequence', tag, items, style: shape, source, line, column };
    }
    if (anchor !== undefined) node.anchor = anchor;
    if (by === undefined && !origins) return node;
    const place = source && { path: source.path, line, column };
    node.trace = {
      origins: origins ?? [
        {
          path: source?.path ?? '',
          line,
          column,
          by: by!,
          value: valueText(node),
          ...(text ? { text } : {}),
        },
      ],
      ...(noted ?? { tag, place }),
    };
    return node;
  }

  #number(): number {
    const item = this.#items[this.#next++];
    if (typeof item !== 'number') throw new Error('the frozen build is damaged');
    return item;
  }

  #text(): string {
    const item = this.#items[this.#next++];
    if (typeof item !== 'string') throw new Error('the frozen build is damaged');
    return item;
  }

  #path(): string {
    return this.#tables.sources[this.#number()]!.path;
  }

  #word(): string {
    return this.#tables.words[this.#number()]!;
  }

  #origins(): Origin[] {
    const origins = this.#items[this.#next++] as readonly FrozenOrigin[];
    return origins.map((origin) => thawOrigin(origin, this.#tables));
  }

  #noted(): { readonly tag: string | undefined; readonly place: Place | undefined } {
    const tag = this.#items[this.#next++];
    const place = this.#items[this.#next++] as FrozenPlace | null;
    return {
      tag: typeof tag === 'number' ? this.#tables.words[tag] : undefined,
      place: place
        ? {
            path: this.#tables.sources[place[0]]!.path,
            line: place[1] ?? undefined,
            column: place[2] ?? undefined,
          }
        : undefined,
    };
  }
}
