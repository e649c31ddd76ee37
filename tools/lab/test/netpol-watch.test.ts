import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import type { JsonObject } from 'kustomize-ts';
import { waitForPolicies, writeStatus } from '../src/netpol/status/status-file.ts';
import { makeStatus, pendingPolicies } from '../src/netpol/status/status.ts';
import { startMirror } from '../src/netpol/watch/mirror.ts';
import { startFakeApi } from './netpol/fake-api.ts';

const PATH = '/api/v1/pods';

const named = (name: string, more: JsonObject = {}): JsonObject => ({
  metadata: { namespace: 'backend', name, ...more },
});
const added = (name: string): JsonObject => ({ type: 'ADDED', object: named(name) });
const endOfList: JsonObject = {
  type: 'BOOKMARK',
  object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
};

test('a mirror shows whole lists only, and keeps the last one while the server is away', async (t) => {
  const api = await startFakeApi();
  const end = new AbortController();
  t.teardown(() => {
    end.abort();
    api.close();
  });
  const troubles: string[] = [];
  let bell = Promise.withResolvers<void>();
  const mirror = startMirror({
    config: api.config,
    path: PATH,
    signal: end.signal,
    onChange: () => bell.resolve(),
    onTrouble: (line) => troubles.push(line),
  });
  const names = () => mirror.objects()?.map(({ metadata }) => Object(metadata).name);
  const changed = async (): Promise<void> => {
    await bell.promise;
    bell = Promise.withResolvers();
  };

  const first = await api.accept();
  t.is(first.query.get('sendInitialEvents'), 'true');
  first.send(added('one'), added('two'));
  t.is(names(), undefined);
  first.send(endOfList);
  await changed();
  t.deepEqual(names(), ['one', 'two']);
  first.send({ type: 'DELETED', object: named('one') });
  await changed();
  t.deepEqual(names(), ['two']);

  first.cut();
  const second = await api.accept();
  second.refuse(500);
  const third = await api.accept();
  t.deepEqual(names(), ['two']);
  t.true(troubles.some((line) => line.startsWith(`${PATH}: `)));
  third.send(added('three'), { type: 'ERROR', object: { message: 'too old resource version' } });
  third.end();
  const fourth = await api.accept();
  t.deepEqual(names(), ['two']);
  t.true(troubles.includes(`${PATH}: too old resource version`));
  fourth.send(added('four'), endOfList);
  await changed();
  t.deepEqual(names(), ['four']);
});

const policy = (name: string, generation: number, uid = 'a'): JsonObject =>
  named(name, { uid, generation });

test('policies are in force when each is at its generation and no other is there', (t) => {
  const status = makeStatus(
    { namespaces: [], pods: [], policies: [policy('one', 2), policy('two', 1)] },
    new Date(0),
  );
  t.deepEqual(pendingPolicies(status, [policy('two', 1), policy('one', 2)]), []);
  t.deepEqual(pendingPolicies(status, [policy('one', 1), policy('two', 1)]), []);
  t.deepEqual(pendingPolicies(status, [policy('one', 3), policy('two', 1)]), ['backend/one']);
  t.deepEqual(pendingPolicies(status, [policy('one', 2)]), ['backend/two']);
  t.deepEqual(pendingPolicies(status, [policy('one', 2), policy('two', 1, 'b')]), ['backend/two']);
  t.deepEqual(
    pendingPolicies(status, [policy('one', 2), policy('two', 1), policy('__proto__', 1)]),
    ['backend/__proto__'],
  );
});

test('who waits for policies is told which are missing', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'netpol-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'status.json');
  await t.throwsAsync(waitForPolicies(file, [], 60), { message: /nothing is in force yet/ });
  const statusOf = (...policies: readonly JsonObject[]) =>
    makeStatus({ namespaces: [], pods: [], policies }, new Date(0));
  await writeStatus(file, statusOf(policy('one', 1)));
  await t.throwsAsync(waitForPolicies(file, [policy('one', 2)], 60), {
    message: /not in force: backend\/one/,
  });
  const waiting = waitForPolicies(file, [policy('one', 2)], 10_000);
  await writeStatus(file, statusOf(policy('one', 2)));
  await t.notThrowsAsync(waiting);
});
