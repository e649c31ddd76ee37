/** A line of a source: a file of a base or an overlay. Lines and columns count from 1. */
export interface Place {
  /** Relative to the working folder. */
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** What brought the value there: a field of the kustomization, such as `resources` or `patches`. */
  readonly by?: string | undefined;
}
