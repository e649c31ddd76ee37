import path from 'node:path';

import test from 'ava';
import { object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import { describeApplication, isSettled, toApplication } from '../src/argo/applications.ts';
import { clusterSecret } from '../src/argo/clusters.ts';
import { argoPrograms, PORTS } from '../src/argo/programs.ts';
import { withRepository } from '../src/argo/repository-address.ts';
import { objectsOf } from '../src/argo/settings.ts';
import { acceptedStatus } from '../src/gateway/route-status.ts';
import { searchFolders } from '../src/process/search-path.ts';

/** What of Argo CD in the lab needs no lab. The rest is `nx run lab:argo-test`. */

const apps = objectsOf(path.resolve(import.meta.dirname, '..', '..', '..', 'apps'));

test('apps/ gets another repository, and nothing else changes', (t) => {
  const moved = withRepository(apps, 'file:///environments.git');
  const before = JSON.stringify(apps);
  const after = JSON.stringify(moved);
  // Three projects, and two for each ApplicationSet.
  t.is(after.split('file:///environments.git').length - 1, 3 + 2 * 6);
  const address = /"repoURL":"([^"]*)"/.exec(before)?.[1] ?? '';
  t.is(after.replaceAll('file:///environments.git', address), before);
  t.false(after.includes(address), address);

  const [first = {}] = apps;
  const other = { ...first, spec: { sourceRepos: ['https://git.example.com/other.git'] } };
  t.throws(() => withRepository([...apps, other], 'x'), {
    message: /^apps\/ names .*, .*; name one/,
  });
  t.throws(() => withRepository([], 'x'), { message: /^apps\/ names no repository; name one/ });
});

test('each program has its own port on loopback, and files in the folder of the lab alone', (t) => {
  const programs = argoPrograms({
    binary: '/cache/argocd',
    redis: 'redis-server',
    folder: '/lab/argo',
    kubeconfig: '/lab/config/admin.kubeconfig',
    namespace: 'control',
    tools: '/lab/argo/tools',
    searchPath: '/usr/bin',
  });
  t.is(new Set(Object.values(PORTS)).size, Object.keys(PORTS).length);
  t.is(new Set(programs.map(({ port }) => port)).size, programs.length);
  for (const { name, args, namespace, environment = {} } of programs) {
    t.is(namespace, 'control', name);
    const addresses = args.filter((arg) => /^[\d.]*:?\d+$/.test(arg) && arg.includes('.'));
    for (const address of addresses) t.regex(address, /^127\.0\.0\.1(?::\d+)?$/, name);
    for (const [key, value] of Object.entries(environment)) {
      if (/PATH|HOME|TMPDIR/.test(key)) t.regex(value, /^\/lab\/argo\//, key);
    }
  }
});

test('programs of the system are not looked for among those of npm', (t) => {
  const system = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  // As `nx run` sets it: an `nft` of a package would stand before that of nftables.
  const searchPath =
    '/work/node_modules/.bin:/node_modules/.bin::/opt/go/bin:/usr/bin:node_modules/.bin';
  t.deepEqual(searchFolders(searchPath), ['/opt/go/bin', '/usr/bin', '/usr/sbin', '/sbin', '/bin']);
  t.deepEqual(searchFolders(''), system);
});

test('a cluster is a Secret as `argocd cluster add` makes it', (t) => {
  const secret = clusterSecret({
    name: 'dev',
    server: 'https://192.0.2.1:6443',
    authority: 'CA',
    certificate: 'CERTIFICATE',
    key: 'KEY',
  });
  t.deepEqual(object(secret, 'metadata')?.['labels'], {
    'argocd.argoproj.io/secret-type': 'cluster',
  });
  const data = object(secret, 'stringData');
  t.is(text(data, 'name'), 'dev');
  const { tlsClientConfig } = JSON.parse(text(data, 'config')) as Record<string, JsonObject>;
  t.is(Buffer.from(text(tlsClientConfig, 'keyData'), 'base64').toString(), 'KEY');
});

/** As Argo CD 3.5.7 told it in the lab, while a discovery check had failed. */
const FAILED: JsonObject = {
  metadata: { name: 'dev-helper-server' },
  spec: { syncPolicy: { automated: { prune: true, selfHeal: true } } },
  status: {
    health: { status: 'Healthy' },
    sync: { status: 'Synced', revision: '60444722a02e40e0f8950e77490d4cfa79b53a0b' },
    operationState: {
      phase: 'Running',
      message:
        'one or more synchronization tasks completed unsuccessfully. Retrying attempt #2 at 11:15PM.',
      syncResult: {
        resources: [
          {
            kind: 'Job',
            namespace: 'backend',
            name: 'helper-server-discovery-check',
            status: 'Synced',
            hookPhase: 'Failed',
            hookType: 'PostSync',
            message: 'Job has reached the specified backoff limit',
          },
        ],
      },
    },
  },
};

test('an Application is settled when its sync, its hooks too, is over and well', (t) => {
  const failed = toApplication(FAILED);
  t.false(isSettled(failed));
  t.true(failed.isAutomated);
  t.deepEqual(failed.results, [
    {
      name: 'Job backend/helper-server-discovery-check',
      status: 'Synced',
      phase: 'Failed',
      message: 'Job has reached the specified backoff limit',
    },
  ]);
  t.is(
    describeApplication(failed),
    'dev-helper-server Synced Healthy, Running: one or more synchronization tasks completed unsuccessfully. Retrying attempt #2 at 11:15PM.',
  );
  t.true(isSettled({ ...failed, phase: 'Succeeded' }));
  for (const other of [{ sync: 'OutOfSync' }, { health: 'Degraded' }, { phase: 'Failed' }]) {
    t.false(isSettled({ ...failed, phase: 'Succeeded', ...other }));
  }
  const fresh = toApplication({ metadata: { name: 'prod-go-server' }, spec: {} });
  t.is(describeApplication(fresh), 'prod-go-server not compared unknown, never synced');
  t.false(fresh.isAutomated);
});

test('a route is accepted once for each of its generations', (t) => {
  const now = '2026-01-01T00:00:00Z';
  const route = {
    metadata: { name: 'frontend', generation: 3 },
    spec: { parentRefs: [{ name: 'edge', namespace: 'kube-system' }, { name: 'other' }] },
  };
  const status = acceptedStatus(route, now) ?? {};
  const parents = objects(status, 'parents');
  t.deepEqual(
    parents.map((parent) => object(parent, 'parentRef')),
    route.spec.parentRefs,
  );
  for (const parent of parents) {
    const conditions = objects(parent, 'conditions');
    t.deepEqual(
      conditions.map((one) => [text(one, 'type'), text(one, 'status'), one['observedGeneration']]),
      [
        ['Accepted', 'True', 3],
        ['ResolvedRefs', 'True', 3],
      ],
    );
  }
  t.is(acceptedStatus({ ...route, status }, now), undefined);
  const changed = { ...route, metadata: { ...route.metadata, generation: 4 }, status };
  t.not(acceptedStatus(changed, now), undefined);
  t.is(acceptedStatus({ metadata: {}, spec: {} }, now), undefined);
});
