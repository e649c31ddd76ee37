import { createHash } from 'node:crypto';
import process from 'node:process';

import { writeTar } from './tar.ts';
import type { TarEntry } from './tar.ts';

export interface Image {
  readonly name: string;
  readonly entrypoint: readonly string[];
  /** A number: kubelet cannot tell a name from root's. */
  readonly user: number;
  readonly entries: readonly TarEntry[];
}

/** Folders that every image has; mounts of pods need some of them. */
const FOLDERS: readonly (readonly [path: string, mode: number])[] = [
  ['bin', 0o755],
  ['data', 0o777],
  ['dev', 0o755],
  ['etc', 0o755],
  ['proc', 0o755],
  ['run', 0o755],
  ['sys', 0o755],
  ['tmp', 0o1777],
];

const FILES = {
  'etc/passwd': 'root:x:0:0:root:/:/bin/sh\napp:x:65532:65532:app:/:/bin/sh\n',
  'etc/group': 'root:x:0:\napp:x:65532:\n',
  'etc/nsswitch.conf': 'hosts: files dns\n',
};

/**
 * Writes an image of one layer in the form of `docker save`, which `ctr images import` reads: no registry and no builder
 * are needed. The platform is this machine's, for which the Go programs in it are built.
 */
export function writeDockerArchive(image: Image): Uint8Array {
  const layer = writeTar([
    ...FOLDERS.map(([path, mode]) => ({ path, mode, folder: true as const })),
    ...Object.entries(FILES).map(([path, text]) => ({
      path,
      mode: 0o644,
      content: Buffer.from(text),
    })),
    ...image.entries,
  ]);
  const config = toJson({
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: {
      Entrypoint: image.entrypoint,
      User: String(image.user),
      WorkingDir: '/',
      Env: ['PATH=/bin'],
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
    history: [{ created_by: 'fingerpost lab' }],
  });
  const configName = `${sha256(config)}.json`;
  const manifest = toJson([{ Config: configName, RepoTags: [image.name], Layers: ['layer.tar'] }]);
  const file = (path: string, content: Uint8Array): TarEntry => ({ path, mode: 0o644, content });
  return writeTar([
    file(configName, config),
    file('layer.tar', layer),
    file('manifest.json', manifest),
  ]);
}

function toJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
