import { discover } from '@fingerpost/discovery';
import type { DiscoveryModel } from '@fingerpost/discovery';
import type { Finding } from '@fingerpost/policy';
import type { Resource } from 'kustomize-ts';

import { readEnvironments } from '../src/inputs.ts';
import { runFingerpost } from '../src/main.ts';
import { workingFiles } from '../src/working-files.ts';

/** One environment of a repository: what is rendered, what it means and what is said of it. */
export interface Side {
  readonly rendered: readonly Resource[];
  readonly model: DiscoveryModel;
  readonly findings: readonly Finding[];
}

export const ENVIRONMENT = 'dev';

export type ProxyMode = 'iptables' | 'nftables';

/**
 * Renders the environment of the repository in a folder, models it and lets the real command check it.
 * @param proxyMode that of the cluster; default: as the environment says
 */
export async function readSide(directory: string, proxyMode?: ProxyMode): Promise<Side> {
  const { environments, failures } = readEnvironments(
    { positionals: [], environment: ENVIRONMENT, directory, label: 'reading' },
    workingFiles(directory),
  );
  const [environment] = environments;
  if (failures !== '' || !environment) throw new Error(failures || `no ${ENVIRONMENT}`);
  const rendered = environment.overlays.flatMap(({ resources }) => resources);
  const model = discover([...rendered, ...environment.given], {
    ...environment.file.environment,
    ...(proxyMode && { proxyMode }),
  });
  return { rendered, model, findings: await findingsOf(directory) };
}

async function findingsOf(directory: string): Promise<readonly Finding[]> {
  const command = ['policy-check', '--env', ENVIRONMENT, '--severity', 'caution'];
  return JSON.parse(await printedBy([...command, '--format', 'json'], directory)) as Finding[];
}

/** What a command prints. Throws where it cannot do what it was asked. */
export async function printedBy(args: readonly string[], directory: string): Promise<string> {
  let [said, failed] = ['', ''];
  const code = await runFingerpost(args, {
    directory,
    out: (text) => void (said += text),
    err: (text) => void (failed += text),
    colour: false,
  });
  if (code > 1) throw new Error(failed);
  return said;
}
