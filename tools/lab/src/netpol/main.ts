import process from 'node:process';
import { parseArgs } from 'node:util';
import { KubeConfig } from '@kubernetes/client-node';
import { parseAddresses } from '@fingerpost/discovery';
import { enforce } from './enforce.ts';

const USAGE =
  'usage: node main.ts --kubeconfig FILE [--pod-network CIDR]... [--status FILE] --netns NAME...';

/** The enforcer as a program: ends at SIGTERM or SIGINT; the rules stay. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      kubeconfig: { type: 'string' },
      netns: { type: 'string', multiple: true, default: [] },
      'pod-network': { type: 'string', multiple: true, default: [] },
      status: { type: 'string' },
    },
  });
  const nodes = [...values.netns, ...positionals];
  const { kubeconfig, 'pod-network': podNetworks } = values;
  if (kubeconfig === undefined || nodes.length === 0) throw new Error(USAGE);
  const badName = nodes.find((name) => !/^[\w-][\w.-]*$/.test(name));
  if (badName !== undefined)
    throw new Error(`--netns ${badName}: is no name of a network namespace`);
  const badNetwork = podNetworks.find((cidr) => !cidr.includes('/') || !parseAddresses(cidr));
  if (badNetwork !== undefined) throw new Error(`--pod-network ${badNetwork}: is no network`);
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const end = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end.abort());
  await enforce({
    config,
    nodes,
    podNetworks,
    statusFile: values.status,
    print: (line) => process.stdout.write(`${line}\n`),
    signal: end.signal,
  });
}

try {
  await main();
} catch (error) {
  process.stderr.write(`netpol: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
