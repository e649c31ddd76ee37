import fs from 'node:fs';
import path from 'node:path';

import { defaultEnvironment, discover } from '@fingerpost/discovery';
import { checkModel } from '@fingerpost/policy';
import test from 'ava';
import fc from 'fast-check';
import { diskFileSystem, memoryFileSystem, readResources, toJsonValue } from 'kustomize-ts';
import type { JsonObject, JsonValue } from 'kustomize-ts';

const folder = import.meta.dirname;
const files = [
  ...fs.globSync('corpus/*.yaml', { cwd: folder }),
  ...fs.globSync('rules/*/*/{failing,passing}.yaml', { cwd: folder }),
].toSorted();

/** The documents of each file. */
const documents = files.map((file) =>
  readResources([path.join(folder, file)], diskFileSystem()).resources.map(({ node }) =>
    toJsonValue(node),
  ),
);

/** What no field expects. */
const VALUES: readonly JsonValue[] = [
  null,
  true,
  -1,
  0,
  2 ** 53,
  '',
  '__proto__',
  'constructor',
  '://@:0/[::',
  'a'.repeat(70_000),
  `policy/one-sided: a${' '.repeat(70_000)}b`,
  '$('.repeat(5000),
  [],
  [null],
  [[]],
  {},
  { constructor: [{}] },
  JSON.parse('{"__proto__": {"a": 1}}'),
];

/** Puts a value into the place that the numbers lead to, each choosing a way further down. */
function mutate(value: JsonValue, way: readonly number[], replacement: JsonValue): JsonValue {
  const [turn, ...rest] = way;
  if (turn === undefined || typeof value !== 'object' || value === null) return replacement;
  if (Array.isArray(value)) {
    const at = turn % Math.max(value.length, 1);
    return value.map((item, index) => (index === at ? mutate(item, rest, replacement) : item));
  }
  const keys = Object.keys(value);
  const key = keys[turn % Math.max(keys.length, 1)];
  if (key === undefined) return replacement;
  return { ...value, [key]: mutate(value[key] ?? null, rest, replacement) } satisfies JsonObject;
}

/** What says that a rule failed. */
function failures(own: readonly JsonValue[]): readonly string[] {
  const text = own.map((document) => JSON.stringify(document)).join('\n---\n');
  const { resources } = readResources(['/a.yaml'], memoryFileSystem({ '/a.yaml': text }));
  const model = discover(resources, { ...defaultEnvironment, distribution: 'k3s' });
  const findings = checkModel({ model, complete: true, overlaysOf: () => [] });
  return findings.flatMap(({ rule, message }) => (rule.startsWith('internal/') ? [message] : []));
}

test('a probe may have a number where a text is expected', (t) => {
  const handlers = [{ path: 2 ** 53 }, { host: 2 ** 53 }, { scheme: 2 ** 53 }];
  const probes: JsonObject[] = handlers.map((handler) => ({ httpGet: { ...handler, port: 80 } }));
  for (const probe of [...probes, { exec: { command: [2 ** 53] } }]) {
    const container = { name: 'web', image: 'web:1', readinessProbe: probe, livenessProbe: probe };
    const pod = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } };
    const spec = { selector: { matchLabels: { app: 'web' } }, template: pod };
    const metadata = { name: 'web', namespace: 'edge' };
    const workload = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec };
    t.deepEqual(failures([workload]), [], JSON.stringify(probe));
  }
});

test('no rule fails, whatever stands in a field', (t) => {
  const mutations = fc.array(
    fc.tuple(
      fc.nat(),
      fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
      fc.constantFrom(...VALUES),
    ),
    { minLength: 1, maxLength: 4 },
  );
  const property = fc.property(fc.constantFrom(...documents), mutations, (own, changes) => {
    const changed = [...own];
    for (const [which, way, replacement] of changes) {
      const index = which % changed.length;
      changed[index] = mutate(changed[index] ?? null, way, replacement);
    }
    const failed = failures(changed);
    if (failed.length > 0) throw new Error(failed.join('\n'));
  });
  t.notThrows(() => fc.assert(property, { numRuns: 200 }));
});
