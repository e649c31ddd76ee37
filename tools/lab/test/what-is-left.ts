import { spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import process from 'node:process';

import { CGROUP, CONTROL } from '../src/layout.ts';
import { labFolder } from '../src/paths.ts';

/** Everything on the machine that a lab would show in. */
export function look(): ReadonlySet<string> {
  const links = spawnSync('ip', ['-oneline', 'link'], { encoding: 'utf8' }).stdout;
  return new Set([
    ...processes(),
    ...read('/proc/self/mountinfo')
      .split('\n')
      .map((line) => line.split(' ')[4] ?? '')
      .filter(isOurs)
      .map((point) => `mount ${point}`),
    ...globSync('/run/netns/*')
      .filter(isOurs)
      .map((file) => `namespace ${file}`),
    ...globSync(`/sys/fs/cgroup/{*/,}${CGROUP}{,/**}`).map((folder) => `cgroup ${folder}`),
    ...globSync(`${labFolder()}{,/*}`).map((file) => `file ${file}`),
    ...globSync('/var/log/containers/*')
      .filter((file) => isOurs(link(file)))
      .map((file) => `link ${file}`),
    ...globSync('/var/lib/cni/results/*')
      .filter((file) => read(file).includes(`"${labFolder()}/`))
      .map((file) => `file ${file}`),
    ...globSync('{/var/lib/kubelet,/usr/libexec/kubernetes}{,/*,/*/*}').map(
      (file) => `file ${file}`,
    ),
    ...deadSockets().map((file) => `socket ${file}`),
    ...[...links.matchAll(/^\d+: ([^:@]+)/gm)].map(([, name]) => `link ${name}`),
    ...[
      'vm/overcommit_memory',
      'kernel/panic',
      'kernel/panic_on_oops',
      'kernel/keys/root_maxkeys',
    ].map((name) => `setting ${name}=${read(`/proc/sys/${name}`).trim()}`),
  ]);
}

/**
 * By where they stand and what they were told: not by the mark that `down` goes by. One that has ended holds nothing any
 * more but its number, until its parent, which is that of the whole machine, collects it.
 */
function processes(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => !/^State:\s+[ZX]/m.test(read(`/proc/${pid}/status`)))
    .flatMap((pid) => {
      const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
      const ours =
        isOurs(link(`/proc/${pid}/cwd`)) ||
        read(`/proc/${pid}/cgroup`).includes(CGROUP) ||
        command.includes(labFolder());
      return ours ? [`process ${pid} ${command.slice(0, 80)}`] : [];
    });
}

/** Sockets of shims that nobody listens on: those of another containerd are its own affair. */
function deadSockets(): readonly string[] {
  const namespaces = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [link(`/proc/${pid}/ns/net`), pid]),
  );
  const bound = [...namespaces.values()].map((pid) => read(`/proc/${pid}/net/unix`)).join('');
  return globSync('/run/containerd/s/*').filter((file) => !bound.includes(file));
}

function isOurs(place: string): boolean {
  return place.startsWith(`/run/netns/${CONTROL}`) || place.startsWith(labFolder());
}

/** What is in one and not in the other. */
export function difference(one: ReadonlySet<string>, other: ReadonlySet<string>): string[] {
  return [...other].filter((item) => !one.has(item));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
