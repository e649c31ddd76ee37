import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

import { LabError } from '../lab-error.ts';
import { findOnPath } from '../process/search-path.ts';

/** Programs of Debian that the lab runs, and the packages that bring them. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  iproute2: ['ip'],
  'util-linux': ['nsenter', 'umount'],
  procps: ['sysctl'],
  openssl: ['openssl'],
  iptables: ['iptables'],
  nftables: ['nft'],
  ipset: ['ipset'],
  conntrack: ['conntrack'],
  runc: ['runc'],
  'busybox-static': ['/bin/busybox'],
  'containernetworking-plugins': [
    '/usr/lib/cni/bridge',
    '/usr/lib/cni/host-local',
    '/usr/lib/cni/loopback',
    '/usr/lib/cni/portmap',
  ],
};

/** File systems that the kernel must know, by the names of /proc/filesystems. */
const FILE_SYSTEMS = ['overlay', 'tmpfs', 'proc', 'mqueue'];

export const CNI_FOLDER = '/usr/lib/cni';

/** What root may not be without, and their bits (capabilities(7)); a container usually has neither. */
const CAPABILITIES = { CAP_NET_ADMIN: 12n, CAP_SYS_ADMIN: 21n };

/**
 * Everything that this machine lacks to run the lab, each as one line; the last says what installs the packages.
 * @param builds whether something has yet to be built
 */
function findMissing(builds: boolean): readonly string[] {
  if (process.platform !== 'linux') return [`Linux (this is ${process.platform})`];
  const packages = Object.entries(PACKAGES)
    .filter(([, programs]) => programs.some((program) => findOnPath(program) === undefined))
    .map(([name]) => name);
  return [
    ...(process.geteuid?.() === 0 ? [] : ['root: namespaces, mounts and cgroups are made']),
    ...missingCapabilities(readFileSync('/proc/self/status', 'utf8')).map(
      (name) => `${name}: root in a container has it where that is privileged`,
    ),
    ...missingKernelFeatures(),
    ...(builds && findOnPath('go') === undefined ? ['Go 1.26 or newer, from go.dev/dl'] : []),
    ...packages.map((name) => `Debian package ${name}`),
    ...(packages.length === 0
      ? []
      : [`install them: apt-get install --yes --no-install-recommends ${packages.join(' ')}`]),
  ];
}

/** Fails, with one list, unless this machine can run the lab. */
export function assertReady(builds: boolean): void {
  const missing = findMissing(builds);
  if (missing.length === 0) return;
  throw new LabError(['the lab cannot run here, this is missing:', ...missing].join('\n  '));
}

/** What root lacks, from the text of /proc/PID/status (proc(5)). */
export function missingCapabilities(status: string): readonly string[] {
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  return Object.entries(CAPABILITIES)
    .filter(([, bit]) => ((mask >> bit) & 1n) === 0n)
    .map(([name]) => name);
}

function missingKernelFeatures(): readonly string[] {
  const known = readFileSync('/proc/filesystems', 'utf8').split(/\s+/);
  const missing = FILE_SYSTEMS.filter((name) => !known.includes(name)).map(
    (name) => `kernel: file system ${name} (modprobe ${name})`,
  );
  // The module of the bridge's netfilter must be there before the namespaces are.
  if (!existsSync('/proc/sys/net/bridge/bridge-nf-call-iptables')) {
    missing.push('kernel: br_netfilter (modprobe br_netfilter)');
  }
  if (!existsSync('/sys/fs/cgroup/cgroup.controllers') && !existsSync('/sys/fs/cgroup/pids')) {
    missing.push('kernel: cgroups, mounted at /sys/fs/cgroup with the controller pids');
  }
  return missing;
}
