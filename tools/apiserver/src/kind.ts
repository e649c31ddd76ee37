import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from './field/error.ts';

/** What the answers depend on beside the object: the cluster it would be sent to. */
export interface Cluster {
  /** Networks of cluster IPs, the first family first. */
  readonly serviceCIDRs: readonly string[];
  /** Labels of the object's namespace; undefined when they are not known. */
  readonly namespaceLabels?: Readonly<Record<string, string>> | undefined;
  /** What the cluster holds already; undefined is a dry run, in which nothing is asked of the rest of the cluster. */
  readonly existing?: readonly JsonObject[] | undefined;
  /** Nothing is handed out: addresses are not looked at, and node ports need not be in the range. */
  readonly dryRun?: boolean;
}

/** A refusal that names no field: what admission plugins and the registry say. */
export interface Refusal {
  /** Null for an answer that is no status of the API: a path that nothing serves. */
  readonly reason:
    | 'AlreadyExists'
    | 'BadRequest'
    | 'Conflict'
    | 'Forbidden'
    | 'InternalError'
    | 'MethodNotAllowed'
    | 'NotFound'
    | 'RequestEntityTooLarge'
    | null;
  readonly code: number;
  readonly message: string;
}

/** What an allocator made of an object. */
export interface Allocation {
  readonly errors: readonly FieldError[];
  readonly refusal?: Refusal | undefined;
  /** The fields that it filled in; the values are those of a dry run, which asks no allocator. */
  readonly allocated: readonly string[];
}

/** What admission plugins say of an object. */
export interface Admission {
  readonly refusal?: Refusal | undefined;
  /** What is wrong with fields. */
  readonly errors?: readonly FieldError[];
  readonly warnings: readonly string[];
}

/**
 * What the API server does with one kind, in the order in which it does it. The object is the decoded one: types are
 * right, nulls and zero values that Go would not print are gone, quantities are canonical. `default`, `admit`, `prepare`,
 * `allocate`, `prepareUpdate` and `show` work on the server's own copy, in place; `validate`, `warn` and `review` change nothing.
 */
export interface Kind {
  /** The warning that every request for a deprecated API gets. */
  readonly deprecation?: string;
  /** Fills in what is absent (`defaults.go`). */
  readonly default?: (object: JsonObject, cluster: Cluster) => void;
  /** Changes by mutating admission plugins, and what they refuse. */
  readonly admit?: (object: JsonObject, cluster: Cluster) => Admission;
  /**
   * Takes what is handed out (addresses, node ports); upstream does it before it validates. `before` is there when
   * the object is updated.
   */
  readonly allocate?: (object: JsonObject, cluster: Cluster, before?: JsonObject) => Allocation;
  /** Drops and sets what clients may not (`PrepareForCreate` in `strategy.go`). */
  readonly prepare?: (object: JsonObject, cluster: Cluster) => void;
  readonly validate: (object: JsonObject, cluster: Cluster) => readonly FieldError[];
  /** Warnings of an accepted object; `before` is there when it is updated. */
  readonly warn?: (object: JsonObject, before?: JsonObject) => readonly string[];
  /** Changes what clients get to see of a stored object. */
  readonly show?: (object: JsonObject) => void;
  /** Warnings and refusals of validating admission plugins (pod security). */
  readonly review?: (object: JsonObject, cluster: Cluster, before?: JsonObject) => Admission;
  /** Keeps what an update may leave out or not touch (`PrepareForUpdate`). */
  readonly prepareUpdate?: (after: JsonObject, before: JsonObject, cluster: Cluster) => void;
  /**
   * All rules of an update (`ValidateUpdate`). The rules of metadata are checked before it.
   * Absent: the rules of `validate` hold, and no others. `warn` takes what is let through because it was so before.
   */
  readonly update?: (
    after: JsonObject,
    before: JsonObject,
    cluster: Cluster,
    warn: (text: string) => void,
  ) => readonly FieldError[];
}
