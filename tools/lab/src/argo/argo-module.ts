import path from 'node:path';

import { PACKAGE } from '../paths.ts';
import { run } from '../process/run.ts';

/** The folder of Argo CD's Go module in Go's module cache, with its manifests and scripts. */
export async function argoModule(): Promise<string> {
  const told = await run('go', ['mod', 'download', '-json', 'github.com/argoproj/argo-cd/v3'], {
    folder: path.join(PACKAGE, 'go', 'argocd'),
    environment: { GOFLAGS: '-mod=readonly' },
    deadline: 10 * 60_000,
  });
  return (JSON.parse(told) as { readonly Dir: string }).Dir;
}
