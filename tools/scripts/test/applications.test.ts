import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';
import { create } from '@fingerpost/apiserver';
import { build, diskFileSystem, toJsonValue } from 'kustomize-ts';
import type { JsonObject, JsonValue } from 'kustomize-ts';

import { expand } from './argocd/expand.ts';
import { readObjects } from './argocd/read-yaml.ts';
import { refusals } from './argocd/permits.ts';
import { makeRenderedBranches } from './argocd/rendered-branch.ts';
import type { Application, ApplicationSet, AppProject } from './argocd/types.ts';

/** apps/: what Argo CD makes of it, without Argo CD. */

const repository = path.resolve(import.meta.dirname, '..', '..', '..');
const apps = path.join(repository, 'apps');
const fileSystem = diskFileSystem();
const objects = build(apps, { fileSystem, strict: true }).resources.map(
  ({ node }) => toJsonValue(node) as JsonObject,
);

function ofKind<T>(kind: string): readonly T[] {
  return objects.filter((object) => object['kind'] === kind) as object[] as T[];
}

const projects = ofKind<AppProject>('AppProject');
const sets = ofKind<ApplicationSet>('ApplicationSet');
const ENVIRONMENTS = ['dev', 'prod'] as const;

/** The units that are no services, and whose project they are of. */
const PLATFORM: Readonly<Record<string, string>> = {
  'discovery-check': 'platform',
  dns: 'cluster-dns',
  monitoring: 'platform',
  namespaces: 'platform',
  policies: 'platform',
};

function unitsOf(environment: string): string[] {
  return fs
    .globSync(`overlays/${environment}/*/kustomization.yaml`, { cwd: repository })
    .map((file) => path.basename(path.dirname(file)))
    .toSorted();
}

/** What the API server says of an object of Argo CD, with the definitions of Argo CD 3.5. */
function verdict(object: JsonObject): string {
  const { verdict: said, message, warnings, checked } = create(object);
  return [said, checked, message ?? '', ...warnings].join(' ').trim();
}

const ACCEPTED = 'accepted rules';

/** The objects with each of their mappings given a field that no schema knows, one at a time. */
function* withUnknownField(
  value: JsonValue,
  rebuild: (value: JsonValue) => JsonObject,
): Generator<JsonObject> {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) {
      yield* withUnknownField(item, (changed) => rebuild(value.with(at, changed)));
    }
  } else if (typeof value === 'object' && value !== null) {
    yield rebuild({ ...value, unheardOf: {} });
    for (const [key, item] of Object.entries(value)) {
      yield* withUnknownField(item, (changed) => rebuild({ ...value, [key]: changed }));
    }
  }
}

test('the API server takes everything in apps/, and no field that Argo CD does not know', (t) => {
  t.is(objects.length, 9);
  for (const object of objects) {
    const name = `${String(object['kind'])} ${JSON.stringify(object['metadata'])}`;
    t.is(verdict(object), ACCEPTED, name);
    const spec = object['spec'] ?? null;
    let changed = 0;
    for (const one of withUnknownField(spec, (other) => ({ ...object, spec: other }))) {
      // Labels and annotations are free.
      if (/"(?:labels|annotations)":\{[^}]*unheardOf/.test(JSON.stringify(one))) continue;
      t.regex(verdict(one), /unknown field "spec/, name);
      changed++;
    }
    t.true(changed > 3, name);
  }
});

test('every file says which schema it has, and the repository stands in one place', (t) => {
  const files = fs.globSync('**/*.yaml', { cwd: apps });
  for (const file of files) {
    t.regex(
      fs.readFileSync(path.join(apps, file), 'utf8'),
      /^# yaml-language-server: \$schema=/,
      file,
    );
  }
  const naming = files.filter((file) =>
    fs.readFileSync(path.join(apps, file), 'utf8').includes('.git\n'),
  );
  t.deepEqual(naming, ['kustomization.yaml']);
  const repositories = new Set(
    [...JSON.stringify(objects).matchAll(/"repoURL":"([^"]*)"|"sourceRepos":\["([^"]*)"\]/g)].map(
      ([, one, other]) => one ?? other,
    ),
  );
  t.is(repositories.size, 1);
  t.false(repositories.has(''));
});

test('one Application for each unit, with its project, path, destination and way to sync', (t) => {
  const { directoriesOf, objectsOf } = makeRenderedBranches(t, repository);

  const applications = sets.flatMap((set) => expand(set, directoriesOf));
  const told = applications.map(({ metadata, spec }) => ({
    name: metadata.name,
    project: spec.project,
    from: `${spec.source.targetRevision} ${spec.source.path}/${spec.source.directory?.include}`,
    to: spec.destination.name,
    automated: spec.syncPolicy.automated,
    keeps: metadata.finalizers === undefined,
  }));
  const expected = ENVIRONMENTS.flatMap((environment) =>
    unitsOf(environment).map((unit) => ({
      name: `${environment}-${unit}`,
      project: PLATFORM[unit] ?? 'services',
      from: `environment/${environment} ${unit}/manifest.yaml`,
      to: environment,
      automated: environment === 'dev' ? { prune: true, selfHeal: true } : undefined,
      keeps: environment === 'prod',
    })),
  );
  const byName = <T extends { name: string }>(list: readonly T[]): T[] =>
    list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  t.deepEqual(byName(told), byName(expected));

  const applied = new Map(applications.map((one) => [one, objectsOf(one.spec.source)]));
  const used = new Set<string>();
  for (const [application, objectsOfUnit] of applied) {
    const { name, annotations } = application.metadata;
    // The API server warns of Argo CD's own finalizer, which has no path in it.
    t.true(verdict(application as object as JsonObject).startsWith(ACCEPTED), name);
    t.is(annotations?.['argocd.argoproj.io/compare-options'], 'ServerSideDiff=true', name);
    t.true(application.spec.syncPolicy.syncOptions.includes('ServerSideApply=true'), name);
    t.true(application.spec.syncPolicy.syncOptions.includes('FailOnSharedResource=true'), name);
    t.true(objectsOfUnit.length > 0, name);
    t.deepEqual(refusals(projectOf(application), application, objectsOfUnit), []);
    for (const { group, kind } of objectsOfUnit)
      used.add(`${application.spec.project} ${group}/${kind}`);
  }
  // No project permits a kind that no unit has.
  const permitted = projects.flatMap(({ metadata, spec }) =>
    [...(spec.clusterResourceWhitelist ?? []), ...(spec.namespaceResourceWhitelist ?? [])].map(
      ({ group, kind }) => `${metadata.name} ${group}/${kind}`,
    ),
  );
  t.deepEqual([...used].toSorted(), [...new Set(permitted)].toSorted());

  // Without one of its kinds, or places, a project refuses somebody, by name.
  for (const project of projects) {
    for (const [what, less] of narrower(project)) {
      const found = [...applied]
        .filter(([{ spec }]) => spec.project === project.metadata.name)
        .flatMap(([application, own]) => refusals(less, application, own));
      t.regex(found[0] ?? '', what, `${project.metadata.name} without ${String(what)}`);
    }
  }
});

function projectOf({ spec }: Application): AppProject {
  const project = projects.find(({ metadata }) => metadata.name === spec.project);
  if (project === undefined) throw new Error(`no project ${spec.project}`);
  return project;
}

/** The project without one of the things that it permits, and what then must be said. */
function* narrower(project: AppProject): Generator<[RegExp, AppProject]> {
  const { spec } = project;
  yield [/repository https:/, { ...project, spec: { ...spec, sourceRepos: [] } }];
  for (const key of ['clusterResourceWhitelist', 'namespaceResourceWhitelist'] as const) {
    for (const [at, { kind }] of (spec[key] ?? []).entries()) {
      const list = spec[key]?.toSpliced(at, 1) ?? [];
      yield [
        new RegExp(`/${kind} .* is not permitted`),
        { ...project, spec: { ...spec, [key]: list } },
      ];
    }
  }
  for (const environment of ENVIRONMENTS) {
    // prod has no dns unit.
    if (project.metadata.name === 'cluster-dns' && environment === 'prod') continue;
    const destinations = spec.destinations.filter(({ name }) => name !== environment);
    yield [/destination |namespace /, { ...project, spec: { ...spec, destinations } }];
  }
}

/** All YAML blocks of a page, as one text. */
function blocksOf(page: string): string {
  const text = fs.readFileSync(path.join(repository, 'docs', page), 'utf8');
  return [...text.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block]) => block).join('---\n');
}

test('what the pages show is accepted, and the Source Hydrator reads overlays as they are', (t) => {
  const { objects: shown, errors } = readObjects(
    ['argocd.md', 'promotion.md'].map(blocksOf).join('---\n'),
  );
  // The kustomization has no name, and needs none.
  t.is(errors.length, 1, errors.join());
  const unknown: string[] = [];
  for (const object of shown) {
    const said = verdict(object);
    if (said.startsWith(ACCEPTED)) continue;
    // The definitions of GitOps Promoter are not at hand.
    t.is(said, 'rejected rules 404 page not found');
    unknown.push(String(object['apiVersion']));
  }
  t.deepEqual([...new Set(unknown)], ['promoter.argoproj.io/v1alpha1']);

  const ours = sets.find(({ metadata }) => metadata.name === 'dev-services');
  const hydrated = shown.find((object) => object['kind'] === 'ApplicationSet');
  if (ours === undefined || hydrated === undefined) throw new Error('an ApplicationSet is missing');
  const folders = fs
    .globSync('overlays/*/*/', { cwd: repository, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => path.join(path.relative(repository, parentPath), name))
    .toSorted();
  const theirs = expand(hydrated as object as ApplicationSet, (revision) => {
    t.is(revision, 'main');
    return folders;
  });
  const units = unitsOf('dev').filter((unit) => !(unit in PLATFORM));
  const expected = expand(ours, () => units);
  for (const [at, application] of theirs.entries()) {
    const { source, ...rest } = expected[at]?.spec ?? {};
    const { sourceHydrator, ...spec } = application.spec as typeof application.spec & JsonObject;
    t.deepEqual(spec as object, rest, application.metadata.name);
    t.deepEqual(sourceHydrator, {
      drySource: {
        repoURL: source?.repoURL ?? '',
        targetRevision: 'main',
        path: `overlays/dev/${source?.path}`,
      },
      syncSource: { targetBranch: 'environment/dev', path: source?.path ?? '' },
      hydrateTo: { targetBranch: 'environment/dev-next' },
    });
    t.true(verdict(application as object as JsonObject).startsWith(ACCEPTED));
  }
  t.is(theirs.length, expected.length);
});
