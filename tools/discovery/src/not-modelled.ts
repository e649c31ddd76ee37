/** Something that the model leaves out, or takes otherwise than a cluster would: never passed over in silence. */
export interface NotModelled {
  /** `Kind/namespace/name`, `Kind/name` of what has no namespace; undefined where it is about no one object. */
  readonly resource?: string;
  /** The field, kind or plugin that is meant, as a path of the resource; '' for all of it. */
  readonly field: string;
  /** In one sentence what is not modelled, and what the model assumes instead. */
  readonly reason: string;
}
