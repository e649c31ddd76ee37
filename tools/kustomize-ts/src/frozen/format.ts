/**
 * What the engine gives for a tree of files has this version: it is part of the name of every frozen build that is kept.
 * Raise it with every change of the engine that changes a build or its traces; test/frozen.test.ts tells when.
 */
export const BUILD_VERSION = 3;

/** The first line of a frozen build. Each further line is the tree of one resource, in their order. */
export interface FrozenHead {
  /** Paths of files, which sources and origins name by their index. */
  readonly paths: readonly string[];
  /** Tags, anchors and what brings values, by their index. */
  readonly words: readonly string[];
  /** apiVersion, kind, namespace and name. */
  readonly resources: readonly (readonly [string, string, string | null, string])[];
  readonly inputs: readonly string[];
  readonly lookups: readonly string[];
  /** Those about a file are its path and the texts around it. */
  readonly warnings: readonly (string | readonly [string, string, string])[];
  readonly removed: readonly FrozenRemoval[];
}

/** kind, name, namespace, field and the stations. */
export type FrozenRemoval = readonly [
  string,
  string,
  string | null,
  string | null,
  readonly FrozenOrigin[],
];

/** Index of the path, line, column, index of what brought it, value, and index and line of where its text stands. */
export type FrozenOrigin = readonly [
  number,
  number | null,
  number | null,
  number,
  string | null,
  readonly [number, number] | 0,
];

/** Index of the path, line and column. */
export type FrozenPlace = readonly [number, number | null, number | null];

/** One item of a tree. */
export type FrozenItem = number | string | null | FrozenPlace | readonly FrozenOrigin[];

/**
 * A tree is one flat list, nodes in the order in which they are printed. A node is a number made of the bits below, then
 * what they announce, then its content: the text of a scalar, the count and the nodes of a mapping or a sequence.
 */
export const SCALAR_STYLES = ['plain', 'single', 'double', 'literal', 'folded'] as const;
export const COLLECTION_STYLES = ['block', 'flow'] as const;

/** The tag of most nodes of a kind, which is not written. */
export const USUAL_TAGS = ['!!str', '!!map', '!!seq'] as const;

export const KIND_BITS = 3;
export const STYLE_SHIFT = 2;
export const STYLE_BITS = 7;
/** Index of a word. */
export const HAS_TAG = 1 << 5;
/** Line and column. */
export const HAS_PLACE = 1 << 6;
/** Index of a path, where it is not that of the node before. */
export const HAS_PATH = 1 << 7;
/** It has no source, but a line and a column. */
export const IS_NOWHERE = 1 << 8;
/** One origin, which says what the node says: index of the word that brought it. */
export const HAS_OWN_ORIGIN = 1 << 9;
/** The list of origins. */
export const HAS_ORIGINS = 1 << 10;
/** Tag and place by which the origins were noted, where they are not those of the node. */
export const HAS_NOTED = 1 << 11;
export const IS_TAGGED = 1 << 12;
export const IS_IMPLIED = 1 << 13;
/** The node stands in several places: first it is written, later it is named by its number. */
export const IS_SHARED = 1 << 14;
export const IS_AGAIN = 1 << 15;
/** Index of a word. */
export const HAS_ANCHOR = 1 << 16;
export const HAS_FOOT_COMMENT = 1 << 17;
/** Index of a path and line: where the text stands line by line. */
export const HAS_VERBATIM = 1 << 18;
