import type { JsonObject } from 'kustomize-ts';

/** An object as the API server writes it: JSON, nothing dropped or converted. */
export interface ClusterObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ClusterMetadata;
}

export interface ClusterMetadata extends JsonObject {
  readonly name: string;
}

export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface ObjectReference extends ObjectKind {
  /** Left out for kinds that have no namespace. */
  readonly namespace?: string;
  readonly name: string;
}

export interface ContainerReference {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export interface ExecOptions {
  readonly command: readonly string[];
  /** Written to the program's stdin, which is closed behind it. */
  readonly input?: string;
  /** Milliseconds until the program is given up: the promise is then rejected with reason `timeout`. */
  readonly timeout: number;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A cluster as verify uses it. Everything that looks at a cluster is handed one of these.
 *
 * What goes wrong is a `ClusterError` whose message is one line.
 */
export interface Cluster {
  /** The context of the kubeconfig. */
  readonly context: string;
  /** `https://127.0.0.1:6443` */
  readonly server: string;
  /** All objects of a kind, in one namespace or in all; none where the cluster does not know the kind. */
  list(kind: ObjectKind, namespace?: string): Promise<readonly ClusterObject[]>;
  /** Undefined where there is no such object, or no such kind. */
  get(reference: ObjectReference): Promise<ClusterObject | undefined>;
  /** What the object would be after a server-side apply with force; nothing is stored. */
  dryRunApply(object: ClusterObject, fieldManager: string): Promise<ClusterObject>;
  exec(container: ContainerReference, options: ExecOptions): Promise<ExecResult>;
  /** Adds one to a running pod: it can never be removed nor changed. The container is a v1 EphemeralContainer. */
  addEphemeralContainer(namespace: string, pod: string, container: JsonObject): Promise<void>;
  /** Deletes a pod; without seconds it is given its own grace period. */
  deletePod(namespace: string, pod: string, graceSeconds?: number): Promise<void>;
  /** The body that a path answers with, `/version` or `/api/v1/nodes/node-a/proxy/stats/summary`. */
  getRaw(path: string): Promise<string>;
}
