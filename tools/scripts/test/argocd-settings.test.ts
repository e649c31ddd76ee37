import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';
import { create } from '@fingerpost/apiserver';
import { build, memoryFileSystem, toJsonValue } from 'kustomize-ts';
import type { JsonObject } from 'kustomize-ts';
import { parse } from 'yaml';

import { makeFolder } from './repository.ts';

/** apps/argocd: the settings of an Argo CD, as a component of the kustomization that installs it. */

const repository = path.resolve(import.meta.dirname, '..', '..', '..');
const settings = path.join(repository, 'apps', 'argocd');

/** argocd-cm as Argo CD 3.5.7 brings it. */
const upstream = fs.readFileSync(
  path.join(import.meta.dirname, 'argocd', 'upstream', 'argocd-cm.yaml'),
  'utf8',
);

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data: Readonly<Record<string, string>>;
}

/** The ConfigMaps of an installation that has the component. */
function install(): Map<string, ConfigMap> {
  const own = fs
    .readdirSync(settings)
    .map((name) => [`/apps/argocd/${name}`, fs.readFileSync(path.join(settings, name), 'utf8')]);
  const fileSystem = memoryFileSystem({
    ...(Object.fromEntries(own) as Record<string, string>),
    '/install/argocd-cm.yaml': upstream,
    '/install/argocd-notifications-cm.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-notifications-cm\n',
    '/install/kustomization.yaml': `namespace: argocd
resources: [argocd-cm.yaml, argocd-notifications-cm.yaml]
components: [../apps/argocd]
`,
  });
  const { resources } = build('/install', { fileSystem, strict: true });
  return new Map(
    resources.map(({ name, node }) => [name, toJsonValue(node) as object as ConfigMap]),
  );
}

const installed = install();

function dataOf(name: string): Readonly<Record<string, string>> {
  const found = installed.get(name);
  if (found === undefined) throw new Error(`no ConfigMap ${name}`);
  return found.data;
}

interface Exclusion {
  readonly apiGroups: readonly string[];
  readonly kinds: readonly string[];
}

/** `group/kind` of everything that is left out, sorted. */
function excludedBy(data: Readonly<Record<string, string>>): string[] {
  const list = parse(data['resource.exclusions'] ?? '') as readonly Exclusion[];
  return list
    .flatMap(({ apiGroups, kinds }) =>
      apiGroups.flatMap((group) => kinds.map((kind) => `${group}/${kind}`)),
    )
    .toSorted();
}

/** What the default leaves out although no Kubernetes has it. */
const UNHEARD_OF = ['/EndpointSlice', 'discovery.k8s.io/Endpoints'];

const defaults = (parse(upstream) as ConfigMap).data;

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
    const { spec } = parse(fs.readFileSync(file, 'utf8')) as {
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
    const conditions = parse(data[key] ?? '') as readonly {
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
    t.deepEqual(Object.keys(parse(data[key] ?? '') as object), ['message'], key);
  }
  t.notRegex(JSON.stringify(data), /https?:|@|#/);
});
