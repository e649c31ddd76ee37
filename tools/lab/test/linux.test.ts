import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

import test from 'ava';
import fc from 'fast-check';

import { assertLabFolder, removeLabFolder } from '../src/down/lab-folder.ts';
import { labFolder } from '../src/paths.ts';
import { removeOutsideFolder } from '../src/down/outside-folder.ts';
import { isMarked } from '../src/process/mark.ts';
import { finish } from '../src/process/run.ts';
import { parsePidFile } from '../src/process/pid-file.ts';
import { parseStat, readStat } from '../src/process/stat.ts';
import { parseHierarchies } from '../src/system/cgroups.ts';
import { missingCapabilities } from '../src/system/preflight.ts';
import { mountsBelow } from '../src/system/mounts.ts';
import { processesIn } from '../src/system/namespaces.ts';
import { hasListener, isListening } from '../src/system/sockets.ts';

const linux = process.platform === 'linux' ? test : test.skip;

/** A folder that is gone after the test. */
function temporary(t: { teardown: (done: () => void) => void }): string {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'lab-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

linux("a folder that is not the lab's is never taken for it, and so never removed", (t) => {
  const folder = temporary(t);
  const [lab, link] = [path.join(folder, 'lab'), path.join(folder, 'link')];
  t.notThrows(() => assertLabFolder(lab), 'none yet');
  mkdirSync(lab);
  t.notThrows(() => assertLabFolder(lab), 'empty');
  writeFileSync(path.join(lab, 'thesis.txt'), '');
  t.throws(() => assertLabFolder(lab), {
    name: 'LabError',
    message: /^\S+lab: holds files and no lab/,
  });
  writeFileSync(path.join(lab, 'use.json'), '');
  t.notThrows(() => assertLabFolder(lab));
  symlinkSync(lab, link);
  t.throws(() => assertLabFolder(link), { message: /is a link to/ });
  for (const name of ['/', '/home', '/a b/c', "/a'/b", '/a/*', '/a/..', `/a/${'b'.repeat(60)}`]) {
    t.throws(() => assertLabFolder(name), { name: 'LabError' }, name);
  }
  removeLabFolder(lab);
  t.false(existsSync(lab));
  t.notThrows(() => removeLabFolder(lab));
});

test.serial(
  'an empty FINGERPOST_LAB is the usual folder, not the one that somebody stands in',
  (t) => {
    const before = process.env['FINGERPOST_LAB'];
    t.teardown(() => {
      if (before === undefined) delete process.env['FINGERPOST_LAB'];
      else process.env['FINGERPOST_LAB'] = before;
    });
    process.env['FINGERPOST_LAB'] = '';
    t.is(labFolder(), '/var/lib/fingerpost-lab');
  },
);

test('a process is known by its number and its start, whatever its name is', (t) => {
  const fields = 'S 7 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 200';
  for (const name of ['sh', 'a b', 'a) R 1 (b', ')', '']) {
    t.deepEqual(
      parseStat(`12 (${name}) ${fields}`),
      { state: 'S', parent: 7, started: 987_654 },
      name,
    );
  }
  t.is(parseStat(''), undefined);
  t.is(parseStat('12 (sh) S 7'), undefined);
});

linux('the kernel says of this process what it is', (t) => {
  const stat = readStat(process.pid);
  t.is(stat?.parent, process.ppid);
  t.true((stat?.started ?? 0) > 0);
  t.is(readStat(2 ** 30), undefined);
});

test('a pid file holds a number and a start, or nothing that is believed', (t) => {
  t.deepEqual(parsePidFile('12 345\n'), { pid: 12, started: 345 });
  for (const text of [
    '',
    '12',
    '12 345',
    '12 345\n6 7\n',
    '-1 2\n',
    ' 12 345\n',
    '1e3 4\n',
    'a b\n',
  ]) {
    t.is(parsePidFile(text), undefined, JSON.stringify(text));
  }
});

test('a process is ours by the whole value of the mark', (t) => {
  const folder = '/var/lib/fingerpost-lab';
  const marked = (...variables: string[]) => isMarked(`${variables.join('\0')}\0`, folder);
  t.true(marked('A=1', `FINGERPOST_LAB_PROCESS=${folder}`));
  t.false(marked(`FINGERPOST_LAB_PROCESS=${folder}-2`));
  t.false(marked(`FINGERPOST_LAB=${folder}`, `X=FINGERPOST_LAB_PROCESS=${folder}`));
  t.false(marked());
});

const MOUNTS = `31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw
32 31 0:29 / /sys/fs/cgroup/cpu rw shared:5 - cgroup cgroup rw,cpu
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
50 23 0:40 / /lab/run/a rw shared:7 master:1 - tmpfs tmpfs rw
51 50 0:41 / /lab/run/a/with\\040space\\134 rw - tmpfs tmpfs rw
52 23 0:42 / /lab2/run rw - tmpfs tmpfs rw
53 23 0:43 /lab/run /elsewhere rw - ext4 /lab/run rw
54 23 0:4 net:[402] /lab/netns/x rw - nsfs nsfs rw
`;

test('mounts below a folder are found, the latest first, and no others', (t) => {
  t.deepEqual(mountsBelow(MOUNTS, '/lab'), [
    '/lab/netns/x',
    '/lab/run/a/with space\\',
    '/lab/run/a',
  ]);
  t.deepEqual(mountsBelow('', '/lab'), []);
});

test('what the kernel escapes in the name of a mount is read back', (t) => {
  const name = fc.string({
    unit: fc.constantFrom('a', ' ', '\t', '\n', '\\', '0', '4'),
    minLength: 1,
  });
  const escape = (text: string) =>
    text.replaceAll(
      /[ \t\n\\]/g,
      (letter) => `\\${letter.codePointAt(0)!.toString(8).padStart(3, '0')}`,
    );
  fc.assert(
    fc.property(name, (text) => {
      const line = `50 23 0:40 / /lab/${escape(text)} rw - tmpfs tmpfs rw\n`;
      t.deepEqual(mountsBelow(line, '/lab'), [`/lab/${text}`]);
    }),
  );
});

test('hierarchies of cgroups are those that are mounted at the usual place', (t) => {
  t.deepEqual(parseHierarchies(MOUNTS), [
    { folder: '/sys/fs/cgroup/cpu', version: 1 },
    { folder: '/sys/fs/cgroup/unified', version: 2 },
  ]);
  const unified = '30 23 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';
  t.deepEqual(parseHierarchies(unified), [{ folder: '/sys/fs/cgroup', version: 2 }]);
});

linux(
  'a process is found by its network namespace, whatever it has done to its environment',
  (t) => {
    const own = statSync('/proc/self/ns/net').ino;
    t.true(processesIn([own]).includes(process.pid));
    t.false(processesIn([own + 1]).includes(process.pid));
    t.deepEqual(processesIn([]), []);
  },
);

linux('a port is listened on while a server has it, as the kernel tells', async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  t.true(isListening(process.pid, port));
  const table = readFileSync('/proc/self/net/tcp', 'utf8');
  t.true(hasListener(table, port));
  t.false(hasListener(table.replaceAll(' 0A ', ' 01 '), port));
  await new Promise((resolve) => {
    server.close(resolve);
  });
  t.false(isListening(process.pid, port));
});

linux(
  'what nodes write outside of the folder goes with the lab, and nothing of others',
  async (t) => {
    const folder = temporary(t);
    const at = (...names: string[]) => path.join(folder, ...names);
    for (const made of ['results', 'logs', 'devices']) {
      mkdirSync(at(made, 'inner'), { recursive: true });
    }
    const places = {
      networkResults: at('results', 'inner'),
      logLinks: at('logs', 'inner'),
      deviceSocket: at('devices', 'inner', 'kubelet.sock'),
    };
    const write = (name: string, lab: string) => {
      const netns = `${lab}/run/node-a/state/netns/cni-1`;
      writeFileSync(at('results', 'inner', name), JSON.stringify({ kind: 'cniCacheV1', netns }));
      symlinkSync(`${lab}/run/node-a/podlogs/0.log`, at('logs', 'inner', name));
    };
    write('ours', '/var/lib/lab');
    write('theirs', '/var/lib/lab-2');
    writeFileSync(at('results', 'inner', 'broken'), '{');
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(places.deviceSocket, resolve);
    });
    await removeOutsideFolder('/var/lib/lab', places);
    t.deepEqual(readdirSync(places.networkResults), ['broken', 'theirs']);
    t.deepEqual(readdirSync(places.logLinks), ['theirs']);
    t.true(existsSync(places.deviceSocket), 'somebody listens');

    // Node removes the socket with its server; a killed kubelet leaves it.
    renameSync(places.deviceSocket, at('kept'));
    await new Promise((resolve) => {
      server.close(resolve);
    });
    renameSync(at('kept'), places.deviceSocket);
    rmSync(at('results', 'inner', 'broken'));
    await removeOutsideFolder('/var/lib/lab-2', places);
    t.deepEqual(readdirSync(folder), ['logs']);
    t.deepEqual(readdirSync(at('logs')), [], 'the folder of the links goes, not that of all logs');
    await t.notThrowsAsync(removeOutsideFolder('/var/lib/lab-2', places));
  },
);

linux('a program is not waited for longer than its deadline, nor is what it started', async (t) => {
  const begun = performance.now();
  const script = 'echo begun; sleep 20 & wait';
  await t.throwsAsync(finish('sh', ['-c', script], { deadline: 300 }), {
    name: 'LabError',
    message: /^sh -c echo begun; .* ended by SIGKILL, after at most 300 ms$/,
  });
  t.true(performance.now() - begun < 10_000);
  t.deepEqual(await finish('sh', ['-c', 'cat; echo no >&2; exit 3'], { input: 'yes' }), {
    code: 3,
    stdout: 'yes',
    stderr: 'no\n',
  });
});

linux('what the lab runs is marked, and finds the programs of root', async (t) => {
  const { stdout } = await finish('sh', ['-c', 'echo "$FINGERPOST_LAB_PROCESS $PATH"']);
  const [mark, searched] = stdout.trim().split(' ');
  t.is(mark, labFolder());
  t.true(searched?.split(':').includes('/usr/sbin'));
  t.false(searched?.split(':').includes(''));
});

test('root without the rights to make namespaces is told which it lacks', (t) => {
  const status = (mask: string) => `Name:\tnode\nCapPrm:\t0\nCapEff:\t${mask}\nCapBnd:\t0\n`;
  t.deepEqual(missingCapabilities(status('000001ffffffffff')), []);
  // What a container has by default.
  t.deepEqual(missingCapabilities(status('00000000a80425fb')), ['CAP_NET_ADMIN', 'CAP_SYS_ADMIN']);
  t.deepEqual(missingCapabilities(status('0000000000201000')), []);
  t.deepEqual(missingCapabilities(''), ['CAP_NET_ADMIN', 'CAP_SYS_ADMIN']);
});
