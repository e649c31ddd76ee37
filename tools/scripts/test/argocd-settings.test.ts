import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';
import { create } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import { HEALTH, PARAMETERS, TEMPLATES, TOLD } from './argocd/cases.ts';
import { excludedBy } from './argocd/excluded-by.ts';
import { defaults, install } from './argocd/install.ts';
import { renderTemplate } from './argocd/go-template.ts';
import { readYaml } from './argocd/read-yaml.ts';
import type { Recorded } from './argocd/recorded.ts';
import { makeFolder } from './repository.ts';

/** apps/argocd: the settings of an Argo CD, as a component of the kustomization that installs it. */

const repository = path.resolve(import.meta.dirname, '..', '..', '..');
const installed = install();

function dataOf(name: string): Readonly<Record<string, string>> {
  return installed.get(name)?.data ?? {};
}

/** What the default leaves out although no Kubernetes has it. */
const UNHEARD_OF = ['/EndpointSlice', 'discovery.k8s.io/Endpoints'];

function withoutUnheardOf(kinds: readonly string[]): string[] {
  return kinds.filter((kind) => !UNHEARD_OF.includes(kind));
}

test('all that Argo CD leaves out by default but EndpointSlice, and every other default', (t) => {
  const data = dataOf('argocd-cm');
  const before = withoutUnheardOf(excludedBy(defaults));
  const after = withoutUnheardOf(excludedBy(data));
  t.deepEqual(
    before.filter((kind) => !after.includes(kind)),
    ['discovery.k8s.io/EndpointSlice'],
  );
  t.deepEqual(
    after.filter((kind) => !before.includes(kind)),
    [],
  );
  for (const [key, value] of Object.entries(defaults)) {
    if (key !== 'resource.exclusions') t.is(data[key], value, key);
  }
  t.true('resource.customizations.ignoreResourceUpdates.discovery.k8s.io_EndpointSlice' in data);
  for (const object of installed.values()) {
    t.is(object.metadata.namespace, 'argocd');
    t.is(create(object as object as JsonObject).verdict, 'accepted');
  }
});

test('the rule gitops/excluded and environment.yaml say what the settings do', async (t) => {
  const synced = excludedBy(defaults)
    .filter((kind) => !excludedBy(dataOf('argocd-cm')).includes(kind))
    .filter((kind) => !UNHEARD_OF.includes(kind))
    .map((kind) => kind.split('/')[1] ?? '');
  for (const environment of ['dev', 'prod']) {
    const file = path.join(repository, 'overlays', environment, 'environment.yaml');
    const { spec } = readYaml(fs.readFileSync(file, 'utf8')) as object as {
      spec: { argocd: { syncedDespiteDefaults: readonly string[] } };
    };
    t.deepEqual(spec.argocd.syncedDespiteDefaults, synced, environment);
  }

  const everything = withoutUnheardOf(excludedBy(defaults));
  t.true(everything.length > 30);
  const { run, write } = makeFolder(t, {
    'overlays/dev/all/kustomization.yaml': 'resources: [all.yaml]\n',
    'overlays/dev/all/all.yaml': everything.map(manifestOf).join('---\n'),
  });
  for (const [names, data] of [
    [[], defaults],
    [synced, dataOf('argocd-cm')],
  ] as const) {
    write({
      'overlays/dev/environment.yaml': `apiVersion: fingerpost.dev/v1
kind: Environment
metadata: {name: dev}
spec:
  argocd: {syncedDespiteDefaults: [${names.join(', ')}]}
`,
    });
    const { stdout } = await run(['policy-check', '--format', 'json']);
    const findings = JSON.parse(stdout) as readonly { rule: string; line: number }[];
    const lines = everything.map(manifestOf).join('---\n').split('\n');
    const found = findings
      .filter(({ rule }) => rule === 'gitops/excluded')
      .map(
        ({ line }) =>
          (lines[line - 2] ?? '').replace(/^apiVersion: (?:(.*)\/)?v1$/, '$1') +
          (lines[line - 1] ?? '').replace('kind: ', '/'),
      );
    t.deepEqual(found.toSorted(), withoutUnheardOf(excludedBy(data)));
  }
});

function manifestOf(kind: string): string {
  const [group = '', name = ''] = kind.split('/');
  return `apiVersion: ${group === '' ? '' : `${group}/`}v1
kind: ${name}
metadata: {name: a, namespace: default}
`;
}

test('each trigger sends templates that are there, and nobody is told by default', (t) => {
  const data = dataOf('argocd-notifications-cm');
  const templates = Object.keys(data).filter((key) => key.startsWith('template.'));
  const triggers = Object.keys(data).filter((key) => key.startsWith('trigger.'));
  t.deepEqual(Object.keys(data).toSorted(), [...templates, ...triggers].toSorted());
  const sent = triggers.flatMap((key) => {
    const conditions = readYaml(data[key] ?? '') as object as readonly {
      readonly when: string;
      readonly send: readonly string[];
    }[];
    return conditions.flatMap(({ when, send }) => {
      t.regex(when, /app\.status/, key);
      return send.map((name) => `template.${name}`);
    });
  });
  t.deepEqual([...new Set(sent)].toSorted(), templates.toSorted());
  for (const key of templates) {
    t.deepEqual(Object.keys(readYaml(data[key] ?? '') as object), ['message'], key);
  }
  t.notRegex(JSON.stringify(data), /https?:|@|#/);
});

/** What Argo CD's own code said of the cases. */
const recorded = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, 'argocd', 'recorded.json'), 'utf8'),
) as Recorded;
const AGAIN = 'node tools/scripts/test/argocd/compare.ts --write asks Argo CD again';

test('a LoadBalancer without an address is degraded in the end, says Argo CD', (t) => {
  const own = Object.entries(dataOf('argocd-cm')).filter(([key]) =>
    key.startsWith('resource.customizations.health.'),
  );
  t.deepEqual(Object.fromEntries(own), recorded.settings, AGAIN);
  t.deepEqual(
    recorded.health.map(({ status }) => status),
    HEALTH.map(([expected]) => expected),
    AGAIN,
  );
});

test('who is subscribed is told of failures, and of what is left out, says Argo CD', (t) => {
  t.deepEqual(dataOf('argocd-notifications-cm'), recorded.notificationSettings, AGAIN);
  t.deepEqual(
    recorded.notifications.map((told) => told.map(({ trigger }) => trigger)),
    TOLD.map(([expected]) => [...expected]),
    AGAIN,
  );
  for (const { message } of recorded.notifications.flat()) {
    t.regex(
      message,
      /^dev-go-server.*\n[^]*https:\/\/argocd\.example\.com\/applications\/dev-go-server/,
    );
    t.notRegex(message, /<no value>/);
  }
});

test('templates are what text/template makes of them, or refused', (t) => {
  t.is(recorded.templates.length, TEMPLATES.length, AGAIN);
  let same = 0;
  for (const [at, template] of TEMPLATES.entries()) {
    const { value = '', error } = recorded.templates[at] ?? {};
    let ours: string | undefined;
    try {
      ours = renderTemplate(template, PARAMETERS);
    } catch (thrown) {
      // Another reason than ignorance has to be theirs too.
      if (!/this test/.test(String(thrown))) t.truthy(error, template);
      continue;
    }
    t.is(error, undefined, template);
    t.is(ours, value, template);
    same++;
  }
  t.true(same > 8);
});
