/**
 * Makes every mistake of `faults` in the cluster of the lab, and looks whether it does what was predicted.
 * `nx run tools:faults [-- NAME...] [--write] [--kubeconfig FILE] [--proxy MODE]`; the environment dev has to be deployed.
 * `--write` writes docs/proof.md.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { findProgram, kubeconfigFile } from '@fingerpost/lab';
import { openKubeCluster } from '@fingerpost/verify';

import { coreDnsImage } from './cluster/held-objects.ts';
import type { Finished, Reality } from './cluster/reality.ts';
import { openCopy } from './copy.ts';
import { readFaults } from './fault.ts';
import { prove } from './prove.ts';
import { formatProofs } from './report.ts';

const PAGE = path.resolve(import.meta.dirname, '../../../docs/proof.md');
/** Milliseconds that one call of kubectl may take. */
const PATIENCE = 120_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    proxy: { type: 'string', default: 'iptables' },
    kubeconfig: { type: 'string', default: kubeconfigFile() },
  },
});

const reality: Reality = {
  cluster: openKubeCluster({ environment: { KUBECONFIG: values.kubeconfig } }),
  kubectl: (args, input = '') =>
    new Promise<Finished>((resolve) => {
      const all = ['kubectl', '--kubeconfig', values.kubeconfig, ...args];
      const options = { timeout: PATIENCE, maxBuffer: 64 * 2 ** 20 };
      const child = execFile(
        findProgram('hyper', 'hyper'),
        all,
        options,
        (error, stdout, stderr) => {
          const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
          resolve({ code, stdout, stderr: error && stderr === '' ? error.message : stderr });
        },
      );
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    }),
};

const proxyMode = (['iptables', 'nftables'] as const).find((mode) => mode === values.proxy);
if (!proxyMode) throw new Error(`--proxy is iptables or nftables, not ${values.proxy}`);
const faults = readFaults().filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
const began = Date.now();
const loadBefore = os.loadavg()[0] ?? 0;
const say = (line: string): void =>
  void process.stderr.write(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
const copy = openCopy();
try {
  const proofs = await prove({ reality, copy, faults, proxyMode, say });
  const version = JSON.parse(await reality.cluster.getRaw('/version')) as { gitVersion: string };
  const nodes = await reality.cluster.list({ apiVersion: 'v1', kind: 'Node' });
  const page = formatProofs(proofs, {
    date: new Date().toISOString().slice(0, 10),
    kubernetes: version.gitVersion,
    coreDns: await coreDnsImage(reality),
    proxyMode,
    nodes: nodes.length,
    seconds: (Date.now() - began) / 1000,
    load: [loadBefore, os.loadavg()[0] ?? 0],
    cores: os.cpus().length,
  });
  if (values.write) fs.writeFileSync(PAGE, page);
  else process.stdout.write(page);
  process.exitCode = proofs.some(({ verdict }) => verdict === 'disagrees') ? 1 : 0;
} finally {
  copy.remove();
}
