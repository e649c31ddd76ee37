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

/** Everything that this machine lacks to run the lab, each as one line; the last says what installs the packages. */
export function findMissing(): readonly string[] {
  if (process.platform !== 'linux') return [`Linux (this is ${process.platform})`];
  const packages = Object.entries(PACKAGES)
    .filter(([, programs]) => programs.some((program) => findOnPath(program) === undefined))
    .map(([name]) => name);
  return [
    ...(process.geteuid?.() === 0 ? [] : ['root: namespaces, mounts and cgroups are made']),
    ...missingKernelFeatures(),
    ...packages.map((name) => `Debian package ${name}`),
    ...(packages.length === 0
      ? []
      : [`install them: apt-get install --yes --no-install-recommends ${packages.join(' ')}`]),
  ];
}

/** Fails, with one list, unless this machine can run the lab. */
export function assertReady(): void {
  const missing = findMissing();
  if (missing.length === 0) return;
  throw new LabError(['the lab cannot run here, this is missing:', ...missing].join('\n  '));
}

/** Fails unless Go is there; `up` needs none when everything is built. */
export function assertGo(): void {
  if (findOnPath('go') !== undefined) return;
  throw new LabError('the lab is built by Go 1.26 or newer: install it from go.dev/dl');
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
