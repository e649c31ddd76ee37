import { readFileSync } from 'node:fs';
import path from 'node:path';

import { PROXY_MODES } from '../config/kube-proxy.ts';
import type { ProxyMode } from '../config/kube-proxy.ts';
import { labNodes } from '../layout.ts';
import { nodeFolder } from './node.ts';

/** How the kube-proxies of the lab of this machine balance, as `up --proxy` asked for; undefined where there is no lab. */
export function readProxyMode(): ProxyMode | undefined {
  const [first] = labNodes(1);
  if (!first) return undefined;
  try {
    const text = readFileSync(path.join(nodeFolder(first), 'kube-proxy.yaml'), 'utf8');
    const { mode } = JSON.parse(text) as { readonly mode?: unknown };
    return PROXY_MODES.find((known) => known === mode);
  } catch {
    return undefined;
  }
}
