import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

import { object, text } from '@fingerpost/apiserver';
import {
  CustomObjectsApi,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import type { JsonObject } from 'kustomize-ts';

import { startMirror } from '../netpol/watch/mirror.ts';
import { acceptedStatus } from './route-status.ts';

/**
 * Stands in for a controller of Gateways: says of every HTTPRoute that it was accepted. Argo CD waits without end for
 * somebody to say so. Ends at SIGTERM.
 */
const [file = ''] = process.argv.slice(2);
const config = new KubeConfig();
config.loadFromFile(file);
const api = config.makeApiClient(CustomObjectsApi);
const end = new AbortController();
process.on('SIGTERM', () => end.abort());

const GROUP = { group: 'gateway.networking.k8s.io', version: 'v1', plural: 'httproutes' };

const mirror = startMirror({
  config,
  path: '/apis/gateway.networking.k8s.io/v1/httproutes',
  onChange: () => {},
  onTrouble: say,
  signal: end.signal,
});

while (!end.signal.aborted) {
  for (const route of mirror.objects() ?? []) await accept(route);
  await sleep(500, undefined, { signal: end.signal }).catch(() => undefined);
}

async function accept(route: JsonObject): Promise<void> {
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const status = acceptedStatus(route, now);
  if (status === undefined) return;
  const metadata = object(route, 'metadata') ?? {};
  const [namespace, name] = [text(metadata, 'namespace'), text(metadata, 'name')];
  try {
    await api.patchNamespacedCustomObjectStatus(
      { ...GROUP, namespace, name, body: { status } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    say(`${namespace}/${name}: accepted`);
  } catch (error) {
    say(`${namespace}/${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
