/** What can be broken from beside a cluster; the cluster itself only deletes pods. A lab has all of it. */
export interface Disturber {
  /** Kills the processes of a container, as a crash does. */
  killContainer?(
    pod: { readonly namespace: string; readonly name: string },
    container: string,
  ): Promise<void>;
  /** Cuts a node off from all others. */
  cutNode?(node: string): Promise<void>;
  healNode?(node: string): Promise<void>;
}

/** What is done to a pod, or to its node. */
export type Disturbance = 'cut' | 'delete' | 'kill';
