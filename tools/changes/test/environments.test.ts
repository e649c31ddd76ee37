import type { Finding } from '@fingerpost/policy';
import test from 'ava';
import fc from 'fast-check';
import type { JsonObject } from 'kustomize-ts';

import type { ContentCache } from '../src/cache/content-cache.ts';
import { compareEnvironment } from '../src/meaning/environments/compare-environment.ts';
import type { EnvironmentComparison } from '../src/meaning/environments/compare-environment.ts';
import type { EnvironmentSide } from '../src/meaning/environments/environment-side.ts';
import { compareModels } from '../src/meaning/discovery/compare-models.ts';
import { plainSide } from './environments/plain-side.ts';
import { randomCase } from './environments/random-environment.ts';
import type { PlainOverlays } from './environments/random-environment.ts';

const options = { compareModels, version: '1' };
const findingsOnly = { ...options, compareModels: () => ({ discovery: [], notModelled: [] }) };

function memoryCache(): ContentCache & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    read: (kind, key) => texts.get(`${kind} ${key}`),
    write: (kind, key, text) => void texts.set(`${kind} ${key}`, text),
  };
}

/** Both ways, the part with the findings of the old side in the cache. */
function bothWays(before: EnvironmentSide, after: EnvironmentSide) {
  const cache = memoryCache();
  compareEnvironment(undefined, before, { ...options, cache });
  const part = compareEnvironment(before, after, { ...options, cache });
  const full = compareEnvironment(before, after, { ...options, full: true });
  return { part, full, cache };
}

function newsOf({ findings, discovery, notModelled }: EnvironmentComparison): unknown {
  return {
    new: sorted(findings.new),
    fixed: sorted(findings.fixed),
    unchanged: findings.unchanged,
    discovery,
    notModelled,
  };
}

function sorted(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => JSON.stringify(finding)).toSorted();
}

function sizeOf({ models }: EnvironmentComparison): number {
  return models.after?.store.objects.length ?? 0;
}

/** Cases of each of the tests below; in less time each of them would say little. */
const RUNS = Number(process.env['ENVIRONMENT_RUNS'] ?? 40);

/** Cases in which it once did not. */
const FAILED: [number][] = [[1_477_338_899], [1_773_165_259], [1_675_071_627], [215_434_543]];

for (const round of [1, 2, 3]) {
  test(`a part of a random environment says the same as all of it (${round})`, (t) => {
    const ways = { part: 0, full: 0, newsInPart: 0, leftOut: 0 };
    const check = fc.property(fc.integer({ min: 0 }), (seed) => {
      const { before, after, edit } = randomCase(seed);
      const [old, now] = [plainSide(before), plainSide(after)];
      const cache = memoryCache();
      compareEnvironment(undefined, old, { ...findingsOnly, cache });
      const part = compareEnvironment(old, now, { ...options, cache });
      ways[part.way]++;
      if (part.way === 'full') return;
      const full = compareEnvironment(old, now, { ...options, full: true });
      if (sizeOf(part) < sizeOf(full)) ways.leftOut++;
      if (part.findings.new.length > 0) ways.newsInPart++;
      t.deepEqual(newsOf(part), newsOf(full), `case ${seed}: ${edit}`);
      const kept = compareEnvironment(undefined, now, { ...findingsOnly, cache });
      const whole = compareEnvironment(undefined, now, findingsOnly);
      t.deepEqual(newsOf(kept), newsOf(whole), `what is kept of case ${seed}: ${edit}`);
    });
    fc.assert(check, { numRuns: RUNS, endOnFailure: true, examples: round === 1 ? FAILED : [] });
    t.log(ways);
    t.true(ways.part > RUNS * 0.2, `${ways.part} of ${RUNS} were compared in part`);
    t.true(ways.leftOut > RUNS * 0.1, `${ways.leftOut} of them left something out`);
    // Too seldom to be sure of it in a short run.
    t.true(RUNS < 500 || ways.newsInPart > RUNS * 0.02, `${ways.newsInPart} of them had news`);
  });
}

const LABELS = { app: 'web' };

function web(replicas: number, more: JsonObject = {}): JsonObject {
  const ports = [{ name: 'http', containerPort: 8080 }];
  const spec = {
    containers: [{ name: 'app', image: 'registry.example.com/web:1.0', ports, ...more }],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      replicas,
      selector: { matchLabels: LABELS },
      template: { metadata: { labels: LABELS }, spec },
    },
  };
}

function caller(host: string, config = 'settings'): readonly JsonObject[] {
  const env = [{ name: 'API_HOST', value: host }];
  const envFrom = [{ configMapRef: { name: config } }];
  const template = {
    containers: [{ name: 'app', image: 'registry.example.com/caller:1.0', env, envFrom }],
  };
  const labels = { app: 'caller' };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: config, namespace: 'edge' },
      data: { A: '1' },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'caller', namespace: 'edge' },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: template },
      },
    },
  ];
}

const NAMESPACES: readonly JsonObject[] = ['edge', 'shop'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
}));

const SERVICE: JsonObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: LABELS, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
};

function small(overlays: PlainOverlays = {}): PlainOverlays {
  return {
    'dev/caller': caller('web.shop'),
    'dev/namespaces': NAMESPACES,
    'dev/web': [web(2), SERVICE],
    ...overlays,
  };
}

function rulesOf(findings: readonly Finding[]): readonly string[] {
  return findings
    .map(({ severity, rule, resource }) => `${severity} ${rule} ${resource}`)
    .toSorted();
}

test('a Service that is gone is told where it is missed, in another overlay', (t) => {
  const after = small({ 'dev/web': [web(2)] });
  const { part } = bothWays(plainSide(small()), plainSide(after));
  t.is(part.way, 'full');
  t.true(rulesOf(part.findings.new).includes('error name/unresolvable Deployment/edge/caller'));
});

test('what does not render is neither fixed nor missed', (t) => {
  const before = plainSide(small({ 'dev/web': [web(1), SERVICE] }));
  const broken = plainSide({ ...small({ 'dev/caller': caller('gone.shop') }), 'dev/web': [] });
  const after = {
    ...broken,
    overlays: broken.overlays.filter(({ id }) => id !== 'dev/web'),
    failed: ['dev/web'],
  };
  const { part, full } = bothWays(before, after);
  t.deepEqual(newsOf(part), newsOf(full));
  t.deepEqual(part.unknown, ['dev/web']);
  t.deepEqual(rulesOf(part.findings.new), ['error name/unresolvable Deployment/edge/caller']);
  t.deepEqual(part.findings.fixed, []);
  const { part: repaired } = bothWays(after, before);
  t.deepEqual(repaired.unknown, ['dev/web']);
  t.deepEqual(repaired.findings.new, []);
  t.deepEqual(rulesOf(repaired.findings.fixed), ['error name/unresolvable Deployment/edge/caller']);
});

test('a finding on another line, at another index or under another hash is the same', (t) => {
  const wrong = (name: string, ports: readonly JsonObject[], note: string): PlainOverlays =>
    small({
      'dev/caller': caller('gone.shop', name),
      'dev/web': [
        web(2),
        {
          ...SERVICE,
          metadata: { name: 'web', namespace: 'shop', annotations: { note } },
          spec: { selector: LABELS, ports: [...ports] },
        },
      ],
    });
  const port = { name: 'http', port: 80, targetPort: 'nothing' };
  const before = plainSide(wrong('settings-2222222222', [port], 'a'));
  const after = plainSide(
    wrong('settings-4444444444', [{ name: 'more', port: 81, targetPort: 8080 }, port], 'b'),
  );
  const { part } = bothWays(before, after);
  t.deepEqual(rulesOf(part.findings.fixed), []);
  t.deepEqual(
    part.findings.new.filter(({ severity }) => severity === 'error'),
    [],
  );
  t.true(part.findings.unchanged.error >= 2);
});

test('of findings that are alike the one of the edited overlay is fixed', (t) => {
  const settings = (name: string, script: string): readonly JsonObject[] => [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'shop' },
      data: { 'check.sh': `#!/bin/sh\n${script}\n` },
    },
  ];
  const wrong = 'curl --max-time 5 http://web.shop/';
  const before = small({
    'dev/a': settings('settings-2222222222', wrong),
    'dev/b': settings('settings-4444444444', wrong),
  });
  const right = 'curl --fail --max-time 5 http://web.shop/';
  const after = { ...before, 'dev/a': settings('settings-5555555555', right) };
  const { part } = bothWays(plainSide(before), plainSide(after));
  t.is(part.way, 'part');
  t.deepEqual(
    part.findings.fixed.map(({ rule, overlays }) => [rule, ...overlays]),
    [['script/fails-open', 'dev/a']],
  );
});

test('an environment that comes or goes has all that it has', (t) => {
  const side = plainSide(small({ 'dev/caller': caller('gone.shop') }));
  const come = compareEnvironment(undefined, side, options);
  const gone = compareEnvironment(side, undefined, options);
  t.true(come.findings.new.length > 0);
  t.deepEqual(sorted(come.findings.new), sorted(gone.findings.fixed));
  t.deepEqual([come.findings.fixed, gone.findings.new], [[], []]);
  t.true(come.discovery.length > 0);
  t.is(come.discovery.length, gone.discovery.length);
});

test('what is kept counts for the same code, environment, cluster and overlays alone', (t) => {
  const before = plainSide(small());
  const after = plainSide(small({ 'dev/web': [web(1), SERVICE] }));
  const cache = memoryCache();
  compareEnvironment(undefined, before, { ...options, cache });
  const wayOf = (old: EnvironmentSide, now: EnvironmentSide, version = '1'): string =>
    compareEnvironment(old, now, {
      ...options,
      version,
      cache: { read: cache.read, write: () => undefined },
    }).way;
  t.is(wayOf(before, after), 'part');
  t.is(wayOf(before, after, '2'), 'full');
  const production = { class: 'production' } as const;
  t.is(wayOf(plainSide(small(), production), plainSide(small(), production)), 'full');
  const given = { digest: 'other', load: () => [] };
  t.is(wayOf({ ...before, given }, { ...after, given }), 'full');
  t.is(wayOf(before, { ...after, given }), 'full');
});

test('garbage in the cache is computed again', (t) => {
  const before = plainSide(small());
  const after = plainSide(small({ 'dev/web': [web(1), SERVICE] }));
  const cache = memoryCache();
  compareEnvironment(undefined, before, { ...options, cache });
  const full = newsOf(compareEnvironment(before, after, options));
  const [[key, text] = ['', '']] = cache.texts;
  const wrong = [
    '',
    '\n',
    '{}\n',
    'null\n',
    '[]\n',
    text.slice(0, -1),
    text.slice(0, text.length / 2),
    text.replaceAll('{', '['),
  ];
  compareEnvironment(before, after, { ...options, cache });
  const [, [, step = ''] = []] = cache.texts;
  t.true(step.startsWith('{"from":'), step.slice(0, 40));
  wrong.push(step, step.slice(0, -1), '{"from":"00"}\n', '{"from":null,"pods":1}\n');
  for (const garbage of wrong) {
    cache.texts.clear();
    cache.texts.set(key, garbage);
    const found = compareEnvironment(before, after, { ...options, cache });
    t.deepEqual(newsOf(found), full, garbage.slice(0, 40));
  }
});

test('what is kept of an edit is a step from what it was made on, of which the next one is made', (t) => {
  const cache = memoryCache();
  const states = [1, 2, 3].map((replicas) =>
    plainSide(small({ 'dev/web': [web(replicas), SERVICE] })),
  );
  const [first, second, third] = states;
  compareEnvironment(undefined, first, { ...options, cache });
  const [[whole] = ['']] = cache.texts;
  const news = [first, second].map((before, i) => {
    const found = compareEnvironment(before, [second, third][i], { ...options, cache });
    t.is(found.way, 'part');
    return found;
  });
  t.is(news.length, 2);
  // The second one was a base meanwhile, so that the first one is not needed any more.
  cache.texts.delete(whole);
  for (const state of [second, third]) {
    const kept = compareEnvironment(undefined, state, { ...options, cache });
    t.deepEqual(newsOf(kept), newsOf(compareEnvironment(undefined, state, options)));
  }
  const steps = [...cache.texts.values()].filter((text) => text.startsWith('{"from":'));
  t.is(steps.length, 1);
});
