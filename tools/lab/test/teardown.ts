/**
 * Kills `up` with SIGKILL at random moments and asks, by other means than `down` does, what is left after `down`. Needs
 * root: `nx run lab:test-teardown [--rounds N] [--seed S]`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

/** A lab of its own, so that the machine's usual one is not in the way. */
const FOLDER = '/var/lib/fingerpost-lab-teardown';
process.env['FINGERPOST_LAB'] = FOLDER;
// Names of the lab follow its folder, and are made when the package is loaded.
const { CGROUP, CONTROL, isGone } = await import('@fingerpost/lab');

const MAIN = path.join(import.meta.dirname, '..', 'src', 'main.ts');
/** Longer than `up` takes on an idle machine, so that some rounds kill nothing and tear a whole lab down. */
const LATEST = 20_000;
const LIMIT = 180_000;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '12' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Math.trunc(Math.random() * 2 ** 31));
const rounds = Number(values.rounds);
process.stdout.write(`${rounds} rounds, seed ${seed}\n`);
if (!isGone()) throw new Error('a lab is on this machine: the test would remove it');

const before = look();
const random = generator(seed);
let failed = 0;
for (let round = 1; round <= rounds; round++) {
  const after = Math.trunc(random() * LATEST);
  const ended = await killedUp(after);
  const begun = performance.now();
  const down = spawnSync(process.execPath, [MAIN, 'down'], { encoding: 'utf8', timeout: LIMIT });
  const took = ((performance.now() - begun) / 1000).toFixed(1);
  const left = difference(before, look());
  if (down.status !== 0) left.push(`down failed: ${down.stderr.trim()}`);
  const result = left.length === 0 ? 'nothing left' : `LEFT ${left.join('; ')}`;
  process.stdout.write(`${round}: ${ended} after ${after} ms, down in ${took} s: ${result}\n`);
  if (left.length > 0) failed += 1;
}
process.stdout.write(
  failed === 0 ? 'all rounds left nothing\n' : `${failed} rounds left something\n`,
);
process.exitCode = failed === 0 ? 0 : 1;

/** Starts `up` and kills that process alone: what it started lives on. */
async function killedUp(after: number): Promise<string> {
  const child = spawn(process.execPath, [MAIN, 'up'], { stdio: 'ignore' });
  const exit = new Promise<number | null>((resolve) => {
    child.on('exit', resolve);
  });
  const finished = await Promise.race([exit, sleep(after, 'late' as const)]);
  if (finished !== 'late') return `up ended with ${finished}`;
  child.kill('SIGKILL');
  await exit;
  return 'killed';
}

/** Everything on the machine that a lab would show in. */
function look(): ReadonlySet<string> {
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
    ...globSync(`${FOLDER}{,/*}`).map((file) => `file ${file}`),
    ...globSync('/var/log/containers/*')
      .filter((file) => isOurs(link(file)))
      .map((file) => `link ${file}`),
    ...globSync('/var/lib/cni/results/*')
      .filter((file) => read(file).includes(`"${FOLDER}/`))
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
        command.includes(FOLDER);
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
  return place.startsWith(`/run/netns/${CONTROL}`) || place.startsWith(FOLDER);
}

function difference(one: ReadonlySet<string>, other: ReadonlySet<string>): string[] {
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

/** Mulberry32: the same numbers for the same seed. */
function generator(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
