import { memoryFileSystem, readResources } from 'kustomize-ts';
import {
  computeReachability,
  defaultEnvironment,
  readNodes,
  readStore,
  readWorkloads,
} from '../../src/index.ts';
import type { Reachability, Store, Workload } from '../../src/index.ts';

/** What a directory means. */
export interface Directory {
  readonly store: Store;
  readonly workloads: readonly Workload[];
  readonly reachability: Reachability;
}

/** Reads manifests by file name. */
export function readDirectory(files: Readonly<Record<string, string>>): Directory {
  const { resources, errors } = readResources(['/'], memoryFileSystem(files));
  const [error] = errors;
  if (error) throw error;
  const store = readStore(resources);
  const nodes = readNodes(store, defaultEnvironment);
  const { workloads } = readWorkloads(store, nodes, defaultEnvironment);
  return { store, workloads, reachability: computeReachability(workloads, store) };
}
