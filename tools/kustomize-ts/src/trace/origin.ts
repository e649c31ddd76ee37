import type { Place } from '../error.ts';
import type { Verbatim } from '../yaml/node.ts';

/**
 * One station in the life of a value: where it was written, and what brought it here. The first one is where the value
 * was defined, each later one changed it.
 */
export interface Origin extends Place {
  /** What brought the value: a field of the kustomization, such as `resources`, `patches` or `namePrefix`. */
  readonly by: string;
  /** The text of the value from here on, `{}` or `[]` for an empty collection; undefined where it was taken away. */
  readonly value: string | undefined;
  /** Where the text of the value stands line by line: in a literal block, or as a file of its own. */
  readonly text?: Pick<Verbatim, 'path' | 'line'>;
}

/** The stations of one value, and what it looked like at the last of them. Values that nothing changes share one. */
export interface Trace {
  readonly origins: readonly Origin[];
  /** Tag and place of the node when the last origin was noted. */
  readonly tag: string | undefined;
  readonly place: Place | undefined;
}

/** A field or a resource that a build took away again. */
export interface Removed {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Path of the field, as `spec.ports[0].name`; undefined where the whole resource is gone. */
  readonly field: string | undefined;
  /** Its stations; the last one took it away. */
  readonly origins: readonly Origin[];
}
