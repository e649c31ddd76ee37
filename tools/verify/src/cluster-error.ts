/** Why a cluster did not do what it was asked. */
export type ClusterProblem =
  /** No kubeconfig, no such context, or neither can be read. */
  | 'configuration'
  /** The server cannot be reached, or its certificate or ours is not accepted. */
  | 'connection'
  /** The server knows us but does not let us (403), or does not know us (401). */
  | 'forbidden'
  /** The server refuses the object. */
  | 'invalid'
  | 'not-found'
  | 'timeout'
  /** Anything else that the server answers. */
  | 'server';

/** What no other question would be spared of: rights, what the cluster admits, the way to it. */
const OF_THE_CLUSTER: readonly ClusterProblem[] = [
  'configuration',
  'connection',
  'forbidden',
  'invalid',
];

/** A cluster that cannot be asked, or that refused. The message is one line: what, why, what to do. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  readonly problem: ClusterProblem;

  constructor(problem: ClusterProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** Whether it is of no use to go on: the same would be said to the next question. */
export function endsRun({ problem }: ClusterError): boolean {
  return OF_THE_CLUSTER.includes(problem);
}
