import type { JsonObject, JsonValue } from 'kustomize-ts';

import { PROBER_IMAGE } from '../image/images.ts';
import { selfSigned } from '../pki/authority.ts';
import { asObject, listAt, textAt, valueAt, withValue } from './manifest.ts';
import type { Manifest } from './manifest.ts';

const CONTAINERS = ['spec', 'template', 'spec', 'containers'];

/**
 * What stands in the lab for an object that a real cluster brings: a workload keeps its pods, labels, ports and probes, but
 * in its containers runs a server that answers on their ports; a certificate that is not in git is made.
 */
export async function standIn(manifest: Manifest): Promise<Manifest> {
  const { kind, object } = manifest;
  if (kind === 'Secret' && textAt(object, 'type') === 'kubernetes.io/tls') {
    const [certificate, key] = await selfSigned([
      `${manifest.name.replace(/-tls$/, '')}.${manifest.namespace ?? 'default'}.svc`,
    ]);
    const data = { 'tls.crt': toBase64(certificate), 'tls.key': toBase64(key) };
    return { ...manifest, object: { ...object, data } };
  }
  if (valueAt(object, ...CONTAINERS) === undefined) return manifest;
  const containers = listAt(object, ...CONTAINERS).map((container) =>
    serveInstead(asObject(container)),
  );
  return { ...manifest, object: asObject(withValue(object, CONTAINERS, containers)) };
}

function serveInstead(container: JsonObject): JsonObject {
  const { args: _args, command: _command, env: _env, envFrom: _envFrom, ...rest } = container;
  const ports = listAt(container, 'ports').map((port) => String(valueAt(port, 'containerPort')));
  const args: JsonValue = ports.length === 0 ? ['wait'] : ['serve', ...new Set(ports)];
  return { ...rest, image: PROBER_IMAGE, args };
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}
