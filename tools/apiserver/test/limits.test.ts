import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import type { JsonObject } from 'kustomize-ts';
import { create } from '../src/index.ts';

interface Answered {
  readonly object: JsonObject;
  readonly existing: readonly JsonObject[];
  readonly refused?: string;
}

const answered = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'limits', 'answers.json'), 'utf8'),
) as readonly Answered[];

/** Limit ranges say what is wrong in the order of a Go map, which is any. */
function sorted(message: string): string {
  const [, start = message, list = ''] = /^(.* is forbidden: )\[(.*)\]$/u.exec(message) ?? [];
  const problems = list.split(/, (?=minimum|maximum|\S+ max limit)/u).toSorted();
  return start + problems.join(', ');
}

for (const [kind, cases] of Map.groupBy(answered, ({ object }) => String(object['kind']))) {
  test(`${kind}: what limit ranges and quotas say`, (t) => {
    for (const { object, existing, refused } of cases) {
      const { message, verdict } = create(object, { existing });
      t.is(verdict, refused === undefined ? 'accepted' : 'rejected', JSON.stringify(object));
      t.is(sorted(message ?? ''), sorted(refused ?? ''));
    }
  });
}

test('quotas count objects of kinds without amounts, custom ones too', (t) => {
  const of = (
    apiVersion: string,
    kind: string,
    name: string,
    more: JsonObject = {},
  ): JsonObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'shop' },
    ...more,
  });
  const hard = {
    configmaps: 1,
    'count/ingresses.networking.k8s.io': '1',
    'count/widgets.example.com': '0',
  };
  const quota = of('v1', 'ResourceQuota', 'quota', { spec: { hard } });
  const existing = [quota, of('v1', 'ConfigMap', 'a')];
  const answer = create(of('v1', 'ConfigMap', 'b'), { existing });
  t.is(
    answer.message,
    'configmaps "b" is forbidden: exceeded quota: quota, requested: configmaps=1, used: configmaps=1, limited: configmaps=1',
  );
  const backend = { service: { name: 'a', port: { number: 80 } } };
  const ingress = of('networking.k8s.io/v1', 'Ingress', 'a', { spec: { defaultBackend: backend } });
  t.is(create(ingress, { existing }).verdict, 'accepted');
  const definition: JsonObject = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [{ name: 'v1', served: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  };
  const widget = of('example.com/v1', 'Widget', 'a');
  t.regex(
    create(widget, { existing, definitions: [definition] }).message ?? '',
    /exceeded quota: quota/,
  );
});
