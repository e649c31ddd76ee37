import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import process from 'node:process';
import { text as readAll } from 'node:stream/consumers';

import { SEARCH_PATH } from '../../process/search-path.ts';

/** A network namespace with a name (`ip netns`), and what stands for it as long as it lives. */
export interface NetworkNamespace {
  readonly name: string;
  /** Another namespace of the same name has another one. */
  readonly id: string;
}

/** More than the largest filter takes on a busy machine. */
const LIMIT_MS = 30_000;

/** Finds a namespace that `ip netns add` made; fails where there is none. */
export async function findNetworkNamespace(name: string): Promise<NetworkNamespace> {
  const { dev, ino } = await stat(pathOf(name));
  return { name, id: `${dev}:${ino}` };
}

/** Replaces the rules of a namespace: all of them, or, where it fails, none. */
export async function applyFilter({ name }: NetworkNamespace, rules: string): Promise<void> {
  const nft = spawn('nsenter', [`--net=${pathOf(name)}`, 'nft', '-f', '-'], {
    env: { ...process.env, PATH: SEARCH_PATH },
    stdio: ['pipe', 'ignore', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    nft.on('error', reject);
    nft.on('close', resolve);
  });
  // Where nft ends early, its exit code and its words say why.
  nft.stdin.on('error', () => undefined);
  nft.stdin.end(rules);
  const [code, words] = await Promise.all([ended, readAll(nft.stderr)]);
  if (code === 0) return;
  throw new Error(`${name}: nft ended with ${code}: ${words.split('\n', 2).join(' ').trim()}`);
}

function pathOf(name: string): string {
  return `/run/netns/${name}`;
}
