import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { openKubeCluster } from '@fingerpost/verify';
import test from 'ava';

import { IN_SYNC, listen, playRecording, portOf, writeKubeConfig } from './verify/stand-in.ts';

test('a cluster that lets nobody into containers forbids it', async (t) => {
  for (const [status, problem] of [
    [401, 'forbidden'],
    [403, 'forbidden'],
    [500, 'server'],
  ] as const) {
    const kubeconfig = await playRecording(t, IN_SYNC, () => ({ status, body: {} }));
    const cluster = openKubeCluster({ environment: { KUBECONFIG: kubeconfig } });
    const container = { namespace: 'shop', pod: 'web', container: 'fingerpost-prober' };
    const asked = cluster.exec(container, { command: ['/bin/prober', 'ask'], timeout: 5000 });
    const error = await t.throwsAsync(asked, { name: 'ClusterError', message: /\/bin\/prober/ });
    t.like(error, { problem });
  }
});

test('a list whose pages come again and again ends', async (t) => {
  for (const tokens of [['a'], ['a', 'b']]) {
    let asked = 0;
    const kubeconfig = await playRecording(t, IN_SYNC, (request, answer) => {
      if (!request.startsWith('GET /api/v1/pods?')) return answer;
      const next = tokens[asked % tokens.length];
      asked += 1;
      // Whoever goes on for ever would do so in the test too.
      return { status: asked < 50 ? 200 : 500, body: { items: [], metadata: { continue: next } } };
    });
    const cluster = openKubeCluster({ environment: { KUBECONFIG: kubeconfig } });
    await t.throwsAsync(cluster.list({ apiVersion: 'v1', kind: 'Pod' }), {
      name: 'ClusterError',
      message: /^cannot list pods: .* gives the same page again and again/,
    });
    t.is(asked, tokens.length + 1);
  }
});

test('what a cluster sends of a program in a container has limits', async (t) => {
  // Half a minute would pass where the connection is not cut.
  t.timeout(20_000);
  /** The frames of a server: RFC 6455, section 5.2. */
  const frame = (stream: number, payload: Buffer): Buffer => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(payload.length + 1));
    return Buffer.concat([Buffer.of(0x82, 127), size, Buffer.of(stream), payload]);
  };
  const success = frame(3, Buffer.from('{"status":"Success"}'));
  const mebibyte = frame(1, Buffer.alloc(1 << 20, 'x'));
  for (const [what, frames, expected] of [
    ['a status', [frame(1, Buffer.from('x')), success], undefined],
    [
      'a status that is no JSON',
      [frame(3, Buffer.from('<html>'))],
      /answers what no API server does/,
    ],
    [
      'a status that is no object',
      [frame(3, Buffer.from('null'))],
      /answers what no API server does/,
    ],
    [
      'a stream that does not exist',
      [frame(9, Buffer.from('x'))],
      /answers what no API server does/,
    ],
    ['17 MiB', [...Array.from({ length: 17 }, () => mebibyte), success], /more than 16 MiB/],
  ] as const) {
    const server = await listen(async () => ({ status: 500, body: {} }));
    const { promise: hungUp, resolve: onHangUp } = Promise.withResolvers<void>();
    server.on('upgrade', ({ headers }, socket) => {
      socket.on('end', onHangUp).on('close', onHangUp).resume();
      const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
      const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${guid}`);
      const lines = [
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Protocol: v5.channel.k8s.io',
        `Sec-WebSocket-Accept: ${accept.digest('base64')}`,
      ];
      socket.on('error', () => undefined);
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      for (const one of frames) socket.write(one);
    });
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-exec-'));
    t.teardown(() => {
      server.close();
      server.closeAllConnections();
      fs.rmSync(folder, { recursive: true, force: true });
    });
    const kubeconfig = writeKubeConfig(folder, portOf(server));
    const cluster = openKubeCluster({ environment: { KUBECONFIG: kubeconfig } });
    const container = { namespace: 'shop', pod: 'web', container: 'fingerpost-prober' };
    const asked = cluster.exec(container, { command: ['/bin/prober', 'ask'], timeout: 5000 });
    if (!expected) {
      t.deepEqual(await asked, { exitCode: 0, stdout: 'x', stderr: '' }, what);
    } else {
      await t.throwsAsync(asked, { name: 'ClusterError', message: expected }, what);
    }
    await hungUp;
  }
});
