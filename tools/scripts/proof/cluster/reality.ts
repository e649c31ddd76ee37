import { object, objects, text, textMap } from '@fingerpost/apiserver';
import type { Cluster, ClusterObject } from '@fingerpost/verify';
import type { JsonObject } from 'kustomize-ts';

/** What a program printed, whatever it exited with. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The cluster that mistakes are made in. */
export interface Reality {
  readonly cluster: Cluster;
  /** Runs kubectl against it. */
  kubectl(args: readonly string[], input?: string): Promise<Finished>;
}

/** Runs kubectl and gives what it prints. Throws, with what it said, unless it succeeds. */
export async function runKubectl(
  { kubectl }: Reality,
  args: readonly string[],
  input?: string,
): Promise<string> {
  const { code, stdout, stderr } = await kubectl(args, input);
  if (code === 0) return stdout;
  throw new Error(`kubectl ${args.join(' ')}: ${stderr.trim() || stdout.trim()}`);
}

/** A pod, with what is asked of it here. */
export interface RealPod {
  readonly namespace: string;
  readonly name: string;
  readonly ready: boolean;
  readonly terminating: boolean;
  /** Milliseconds since it was made. */
  readonly age: number;
  /** Hash of the template that it was made from. */
  readonly template: string;
  readonly object: ClusterObject;
}

/** The object that makes the pods of a workload. @param id `backend/Deployment/go-server` */
export async function workloadObject({ cluster }: Reality, id: string): Promise<ClusterObject> {
  const [namespace = '', kind = '', name = ''] = id.split('/');
  const found = await cluster.get({ apiVersion: 'apps/v1', kind, namespace, name });
  if (!found) throw new Error(`the cluster has no ${id}`);
  return found;
}

/** The pods of a workload, those that are ready first. */
export async function podsOf(reality: Reality, id: string): Promise<readonly RealPod[]> {
  const selector = object(object(await workloadObject(reality, id), 'spec'), 'selector');
  const wanted = textMap(selector, 'matchLabels');
  const [namespace = ''] = id.split('/');
  const pods = await reality.cluster.list({ apiVersion: 'v1', kind: 'Pod' }, namespace);
  return pods
    .filter(({ metadata }) => wanted.every(([key, value]) => labelOf(metadata, key) === value))
    .map(readPod)
    .toSorted((a, b) => Number(b.ready) - Number(a.ready) || (a.name < b.name ? -1 : 1));
}

export function labelOf(metadata: JsonObject, key: string): string {
  return text(object(metadata, 'labels'), key);
}

function readPod(pod: ClusterObject): RealPod {
  const { metadata } = pod;
  const status = object(pod, 'status');
  const terminating = text(metadata, 'deletionTimestamp') !== '';
  const isReady = objects(status, 'conditions').some(
    (condition) => text(condition, 'type') === 'Ready' && text(condition, 'status') === 'True',
  );
  return {
    namespace: text(metadata, 'namespace'),
    name: metadata.name,
    ready: isReady && !terminating,
    terminating,
    age: Date.now() - Date.parse(text(metadata, 'creationTimestamp')),
    template:
      labelOf(metadata, 'pod-template-hash') || labelOf(metadata, 'controller-revision-hash'),
    object: pod,
  };
}
