import { readFileSync } from 'node:fs';
import path from 'node:path';
import { memoryFileSystem, readResources } from 'kustomize-ts';
import type { JsonObject } from 'kustomize-ts';
import {
  countEndpoints,
  defaultEnvironment,
  formatEndpoints,
  formatSlices,
  predictEndpoints,
  readStore,
  indexPods,
  readWorkloads,
} from '../../src/index.ts';
import type {
  Environment,
  Pod,
  PodState,
  PredictedEndpoints,
  Store,
  Workload,
} from '../../src/index.ts';

/** What was created in a cluster, and what its controllers made of it. */
export interface EndpointCase {
  readonly name: string;
  readonly nodes: readonly RecordedNode[];
  readonly objects: readonly JsonObject[];
  /** Names of pods that were deleted, and are not gone yet, before the Services were made. */
  readonly terminating?: readonly string[];
  readonly slices: readonly unknown[];
  readonly endpoints: readonly unknown[];
  readonly endpointsCount: {
    readonly slices: number;
    readonly endpoints: number;
    readonly ready: number;
  };
}

interface RecordedNode {
  readonly name: string;
  readonly zone?: string | null;
  readonly cpu: string;
  readonly ready: boolean;
  readonly controlPlane?: boolean;
}

/** The namespace that was recorded. */
const NAMESPACE = 'shop';

/** The recorded cases of a file. */
export function readEndpointCases(file: string): EndpointCase[] {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, file), 'utf8')) as EndpointCase[];
}

/** A case as the packages read it. */
export interface ReadCase {
  readonly store: Store;
  readonly workloads: readonly Workload[];
  readonly environment: Environment;
}

/** Reads a case. */
export function readCase(
  recorded: Pick<EndpointCase, 'nodes' | 'objects' | 'terminating'>,
): ReadCase {
  const environment = environmentOf(recorded);
  const files = Object.fromEntries(
    recorded.objects.map((object, index) => [`/${index}.json`, JSON.stringify(object)]),
  );
  const { resources } = readResources(Object.keys(files), memoryFileSystem(files));
  const store = readStore(resources, environment);
  const { workloads } = readWorkloads(store, environment.nodes, environment);
  return { store, workloads, environment };
}

/** The model of a case. */
export function modelOf({ store, workloads, environment }: ReadCase): PredictedEndpoints {
  return predictEndpoints(store, indexPods(workloads), environment.nodes, environment);
}

/** What the model says to a case, in the form of the recorded answers. */
export function answerOf(
  recorded: EndpointCase,
): Pick<EndpointCase, 'slices' | 'endpoints' | 'endpointsCount'> {
  const model = modelOf(readCase(recorded));
  const slices = model.slices.filter(({ namespace }) => namespace === NAMESPACE);
  const endpoints = model.endpoints.filter(({ namespace }) => namespace === NAMESPACE);
  const counted = recorded.name.startsWith('many/');
  return {
    slices: formatSlices(slices).map(({ namespace: _, endpoints: listed, ...slice }) =>
      counted ? { ...slice, endpointsCount: listed.length } : { ...slice, endpoints: listed },
    ),
    endpoints: formatEndpoints(endpoints).map(({ name, subsets }) => ({
      name,
      subsets: counted
        ? subsets.map(({ ready, notReady, ports }) => ({
            ready: ready.length,
            notReady: notReady.length,
            ports,
          }))
        : subsets,
    })),
    endpointsCount: countEndpoints(slices),
  };
}

/** The environment of a recorded case: its nodes, and what annotations told the stand-in about its pods. */
export function environmentOf({
  nodes,
  terminating = [],
}: Pick<EndpointCase, 'nodes' | 'terminating'>): Environment {
  return {
    ...defaultEnvironment,
    nodes: nodes.map(({ name, zone, cpu, ready, controlPlane }, index) => ({
      name,
      ...(zone != null && { zone }),
      cpu: Number(cpu),
      ready,
      ...(controlPlane && { controlPlane }),
      addresses: [`172.30.0.${10 + index}`],
    })),
    podState: (pod) => stateOf(pod, terminating),
  };
}

/** Annotations tell the stand-in for scheduler and kubelet what becomes of a pod. */
function stateOf({ name, ordinal, annotations }: Pod, terminating: readonly string[]): PodState {
  const ready = annotations.get('recorder/ready');
  const phase = annotations.get('recorder/phase') as PodState['phase'];
  const node = annotations.get('recorder/node');
  const families = annotations.get('recorder/families');
  return {
    ...(ready !== undefined && {
      ready: ready === 'true' || ready.split(',').includes(String(ordinal)),
    }),
    ...(phase !== undefined && { phase }),
    ...(node !== undefined && { node }),
    ...(families === 'none' && { families: [] }),
    ...((families === 'IPv4' || families === 'IPv6') && { families: [families] }),
    ...(name !== undefined && terminating.includes(name) && { terminating: true }),
  };
}
