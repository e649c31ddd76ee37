import assert from 'node:assert/strict';

import type { DiscoveryModel } from '@fingerpost/discovery';
import test from 'ava';
import fc from 'fast-check';

import type { DiscoveryChange } from '../src/changes.ts';
import { compareModels } from '../src/meaning/discovery/compare-models.ts';
import { cases } from './discovery/cases.ts';
import { linesOf, modelOf } from './discovery/compare-texts.ts';
import { pairsOfEnvironments } from './discovery/environments.ts';
import { pairsThatChanged, pairsTold } from './discovery/expand-connections.ts';
import { shop, shopWith } from './discovery/shop.ts';

const base = modelOf(shopWith());

function compareTexts(before: DiscoveryModel, after: DiscoveryModel): string[] {
  const { discovery, notModelled } = compareModels(before, after);
  return [...discovery.flatMap(linesOf), ...notModelled.map((sentence) => `? ${sentence}`)];
}

for (const { name, edits, expected, back } of cases) {
  test(name, (t) => {
    const edited = modelOf(shopWith(edits));
    t.deepEqual(compareTexts(base, edited), expected);
    t.deepEqual(compareTexts(edited, base), back);
  });
}

test('the same setting of many Services is one change', (t) => {
  const many = [...'abcd'].map((name) => shop.webService.replace('name: web', `name: ${name}`));
  const [before, after] = ['ClusterIP', 'NodePort'].map((type) =>
    modelOf(many.map((text) => text.replace('spec:\n', `spec:\n  type: ${type}\n`)).join('---\n')),
  );
  t.deepEqual(before && after && compareTexts(before, after), [
    'changed endpoints 4 Services: exposure ()',
    '  - inside the cluster',
    '  + node ports',
    ...[...'abcd'].map((name) => `  * shop/${name} exposure`),
  ]);
});

test('an environment that is new or gone is one change of each kind', (t) => {
  const gained = compareModels(undefined, base).discovery;
  const short = ({ kind, change, subject, members }: DiscoveryChange): string =>
    `${change} ${kind} ${subject} ${members.length}`;
  t.deepEqual(gained.map(short), [
    'gained name 3 names 3',
    'gained route www.example.com/ 0',
    'gained scrape ServiceMonitor/shop/web 2',
    'gained connection 3 workloads 3',
    'gained name-server 2 changes 2',
  ]);
  t.deepEqual(gained[0]?.members, [
    'bank.data.svc.cluster.local: alias of bank.example.com',
    'store.data.svc.cluster.local: headless: the addresses of its pods, client 6379, 8 records',
    'web.shop.svc.cluster.local: cluster IP, http 80, 3 records',
  ]);
  t.deepEqual(
    compareModels(base, undefined).discovery.map(short),
    gained.map((change) => short({ ...change, change: 'lost' })),
  );
  t.deepEqual(compareModels(undefined, undefined), { discovery: [], notModelled: [] });
});

test('connections can be restricted to workloads', (t) => {
  const denied = modelOf(
    shopWith({
      more: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: data}
spec: {podSelector: {}, policyTypes: [Ingress]}
`,
    }),
  );
  const subjects = (touched: readonly string[]): string[] =>
    compareModels(base, denied, { touched: new Set(touched) }).discovery.map(
      ({ subject }) => subject,
    );
  t.deepEqual(subjects(['edge/Deployment/caller']), [
    'edge/Deployment/caller -> data/StatefulSet/store',
  ]);
  t.deepEqual(subjects(['data/StatefulSet/store']), [
    '2 workloads -> data/StatefulSet/store',
    'every address outside -> data/StatefulSet/store',
  ]);
  t.deepEqual(subjects([]), []);
});

const RUNS = { numRuns: 100 };

function read(manifests: readonly string[]): DiscoveryModel {
  return modelOf(manifests.join('\n---\n'));
}

test('equal environments differ in nothing, in whatever order their objects come', (t) => {
  const nothing = { discovery: [], notModelled: [] };
  fc.assert(
    fc.property(pairsOfEnvironments, ([one, other]) => {
      assert.deepEqual(compareModels(read(one), read(one.toReversed())), nothing);
      const turned = compareModels(read(one.toReversed()), read(other.toReversed()));
      const lines = (changes: readonly DiscoveryChange[]): string[] =>
        changes.flatMap((change) => linesOf({ ...change, place: undefined, dependents: [] }));
      assert.deepEqual(
        lines(turned.discovery),
        lines(compareModels(read(one), read(other)).discovery),
      );
    }),
    RUNS,
  );
  t.pass();
});

const BACK = { lost: 'gained', gained: 'lost', changed: 'changed' } as const;

test('the way back is the mirror image', (t) => {
  fc.assert(
    fc.property(pairsOfEnvironments, ([one, other]) => {
      const [before, after] = [read(one), read(other)];
      const there = compareModels(before, after).discovery.map((change) => {
        const { kind, subject, members } = change;
        return JSON.stringify([
          kind,
          change.change,
          subject,
          change.before,
          change.after,
          members.toSorted(),
          ownerOf(change),
        ]);
      });
      const back = compareModels(after, before).discovery.map((change) => {
        const { kind, subject } = change;
        const members = change.members.map(turn).toSorted();
        const turned = BACK[change.change];
        return JSON.stringify([
          kind,
          turned,
          subject,
          change.after,
          change.before,
          members,
          ownerOf(change),
        ]);
      });
      assert.deepEqual(back.toSorted(), there.toSorted());
    }),
    RUNS,
  );
  t.pass();
});

/** Endpoints are told at what caused the change, which is another object on the way back. */
function ownerOf({ kind, resource }: DiscoveryChange): string {
  return kind === 'endpoints' ? '' : resource;
}

function turn(member: string): string {
  if (member.startsWith('lost ')) return `gained ${member.slice(5)}`;
  return member.startsWith('gained ') ? `lost ${member.slice(7)}` : member;
}

test('every pair whose connections differ is told, and no other', (t) => {
  fc.assert(
    fc.property(pairsOfEnvironments, ([one, other]) => {
      const [before, after] = [read(one), read(other)];
      const told = pairsTold(compareModels(before, after).discovery, before, after);
      const changed = pairsThatChanged(before, after);
      assert.deepEqual([...told].toSorted(), [...changed].toSorted());
    }),
    RUNS,
  );
  t.pass();
});

test('every name that differs is told, and every record is told or counted', (t) => {
  fc.assert(
    fc.property(pairsOfEnvironments, ([one, other]) => {
      const [before, after] = [read(one), read(other)];
      const { discovery } = compareModels(before, after);
      const namesOf = ({ names }: DiscoveryModel): string[] =>
        [...names.services.values()].map(({ name, namespace }) => `${namespace}/${name}`);
      const [old, fresh] = [new Set(namesOf(before)), new Set(namesOf(after))];
      const told = (change: string): string[] =>
        discovery
          .filter((found) => found.kind === 'name' && found.change === change)
          .map(({ subject }) => subject.split('.').slice(0, 2).toReversed().join('/'));
      assert.deepEqual(told('lost').toSorted(), onlyIn(old, fresh).toSorted());
      assert.deepEqual(told('gained').toSorted(), onlyIn(fresh, old).toSorted());
      const textsOf = ({ records }: DiscoveryModel): Set<string> =>
        new Set(records.map((record) => JSON.stringify(record)));
      const [was, is] = [textsOf(before), textsOf(after)];
      const count = (text: 'after' | 'before'): number =>
        discovery.reduce((sum, change) => sum + recordsIn(change, change[text]), 0);
      assert.equal(count('before'), onlyIn(was, is).length);
      assert.equal(count('after'), onlyIn(is, was).length);
    }),
    RUNS,
  );
  t.pass();
});

function onlyIn(some: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...some].filter((text) => !others.has(text));
}

/** How many records a text stands for. */
function recordsIn(change: DiscoveryChange, text: string | undefined): number {
  const { kind, before = '', after = '' } = change;
  // A record with another weight is one on each side.
  const [, weights = '0'] = /other weights in (\d+) more/.exec(`${before}\n${after}`) ?? [];
  if (text === undefined) return Number(weights);
  if (kind === 'name' && text.startsWith('alias of ')) return 1;
  const [, written] = /(\d+) (?:SRV )?records?\b/.exec(text) ?? [];
  const own = written === undefined ? Number(kind === 'record') : Number(written);
  return own + Number(weights);
}
