import { object, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import type { Side } from '../side.ts';
import { COREDNS, restartCoreDns } from './core-dns.ts';
import { FIELD_MANAGER } from './field-manager.ts';
import { runKubectl, workloadObject } from './reality.ts';
import type { Reality } from './reality.ts';

/** Objects of an environment by `kind/namespace/name`; hooks are left out, which run and are gone. */
export type HeldObjects = ReadonlyMap<string, JsonObject>;

const HOOK = 'argocd.argoproj.io/hook';

export function heldObjects({ model, rendered }: Side): HeldObjects {
  const own = new Set(rendered);
  const objects = model.store.objects.filter(
    ({ resource, annotations }) => own.has(resource) && !annotations.has(HOOK),
  );
  return new Map(
    objects.map(({ kind, namespace, name, written }) => [`${kind}/${namespace}/${name}`, written]),
  );
}

/** Changes the cluster from one state to another. `delete first` are keys of objects that are made anew. */
export async function moveTo(
  reality: Reality,
  from: HeldObjects,
  to: HeldObjects,
  anew: ReadonlySet<string>,
): Promise<readonly string[]> {
  const changed = [...to].filter(
    ([key, one]) => JSON.stringify(from.get(key)) !== JSON.stringify(one),
  );
  const gone = [...from].filter(([key]) => !to.has(key));
  const again = changed.filter(([key]) => anew.has(key) && from.has(key));
  await remove(reality, [...gone, ...again]);
  if (changed.length > 0) {
    const items = changed.map(([, one]) => one);
    const args = ['apply', '--server-side', '--force-conflicts', '--filename=-'];
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    await runKubectl(reality, [...args, `--field-manager=${FIELD_MANAGER}`], list);
  }
  return [...gone, ...changed].map(([key]) => key);
}

async function remove(reality: Reality, gone: readonly (readonly [string, JsonObject])[]) {
  if (gone.length === 0) return;
  const items = gone.map(([, { apiVersion = '', kind = '', metadata = {} }]) => ({
    apiVersion,
    kind,
    metadata,
  }));
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const args = ['delete', '--ignore-not-found', '--timeout=60s', '--filename=-'];
  await runKubectl(reality, args, list);
}

/** The addition to CoreDNS, which it reads again by itself only after a minute or two. */
const ADDITION = 'ConfigMap/kube-system/coredns-custom';

/**
 * Lets CoreDNS read its addition where it changed. One that it could not start with stays unread by the pods that run.
 * @param starts whether it starts with what it holds now
 */
export async function settleCoreDns(
  reality: Reality,
  changed: readonly string[],
  starts: boolean,
): Promise<void> {
  if (changed.includes(ADDITION) && starts) await restartCoreDns(reality);
}

/** Waits until the workloads among the objects have the pods that they should have, all ready. */
export async function awaitRollouts(reality: Reality, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const [kind = '', namespace = '', name = ''] = key.split('/');
    if (kind !== 'Deployment' && kind !== 'StatefulSet') continue;
    const target = [`${kind}/${name}`, `--namespace=${namespace}`];
    await runKubectl(reality, ['rollout', 'status', ...target, '--timeout=100s']);
  }
}

/** The image of CoreDNS, for the record. */
export async function coreDnsImage(reality: Reality): Promise<string> {
  const spec = object(await workloadObject(reality, COREDNS), 'spec');
  const containers = object(object(spec, 'template'), 'spec')?.['containers'];
  const [first] = Array.isArray(containers) ? containers : [];
  return text(object({ first: first ?? null }, 'first'), 'image');
}
