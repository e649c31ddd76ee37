/**
 * Asks the code of Argo CD itself what it makes of apps/: `node tools/scripts/test/argocd/compare.ts`. Applications,
 * permissions and exclusions must be those that the tests find; the answers about cases.ts those of recorded.json, which
 * `--write` writes anew. Needs Go, the network for its modules, and some minutes the first time.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';

import { build, diskFileSystem, toJsonValue } from 'kustomize-ts';
import type { JsonObject } from 'kustomize-ts';

import { HEALTH, PARAMETERS, TEMPLATES, TOLD } from './cases.ts';
import { excludedBy } from './excluded-by.ts';
import { expand } from './expand.ts';
import { defaults, install } from './install.ts';
import { refusals } from './permits.ts';
import { makeRenderedBranches } from './rendered-branch.ts';
import type { Application, ApplicationSet, AppProject } from './types.ts';
import type { Applied } from './permits.ts';
import type { Recorded } from './recorded.ts';

const repository = path.resolve(import.meta.dirname, '..', '..', '..', '..');
const oracle = path.join(repository, 'tools', 'scripts', 'oracle', 'argocd');

interface Said extends Pick<Recorded, 'health' | 'notifications' | 'templates'> {
  readonly applications: readonly Application[];
  readonly refusals: readonly string[];
  readonly excluded: readonly Pick<Applied, 'group' | 'kind'>[];
}

const teardowns: (() => unknown)[] = [];
const t = { teardown: (fn: () => unknown) => void teardowns.push(fn) };
try {
  compare();
} finally {
  for (const teardown of teardowns) teardown();
}

function compare(): void {
  const objects = build(path.join(repository, 'apps'), {
    fileSystem: diskFileSystem(),
  }).resources.map(({ node }) => toJsonValue(node) as object);
  const ofKind = <T>(kind: string): T[] =>
    objects.filter((object) => (object as JsonObject)['kind'] === kind) as T[];
  const sets = ofKind<ApplicationSet>('ApplicationSet');
  const projects = ofKind<AppProject>('AppProject');

  const { directoriesOf, objectsOf } = makeRenderedBranches(t, repository);
  const applications = sets.flatMap((set) => expand(set, directoriesOf));
  const branches = Object.fromEntries(
    ['environment/dev', 'environment/prod'].map((branch) => [
      branch,
      Object.fromEntries(
        directoriesOf(branch).map((folder) => [
          folder,
          objectsOf({
            repoURL: '',
            targetRevision: branch,
            path: folder,
            directory: { include: 'manifest.yaml' },
          }),
        ]),
      ),
    ]),
  );

  const installed = install();
  const settings = installed.get('argocd-cm')?.data ?? {};
  const notifications = installed.get('argocd-notifications-cm')?.data ?? {};
  const kinds = excludedBy(defaults).map((name) => {
    const [group = '', kind = ''] = name.split('/');
    return { group, kind };
  });

  const ask = (allowed: readonly AppProject[]): Said =>
    JSON.parse(
      execFileSync('go', ['run', '.'], {
        cwd: oracle,
        encoding: 'utf8',
        maxBuffer: 64 << 20,
        stdio: ['pipe', 'pipe', 'inherit'],
        input: JSON.stringify({
          applicationSets: sets,
          projects: allowed,
          branches,
          settings,
          notifications,
          kinds,
          health: HEALTH.map(([, object]) => object),
          templates: TEMPLATES,
          parameters: PARAMETERS,
          told: TOLD.map(([, application]) => application),
        }),
      }),
    ) as Said;

  const said = ask(projects);
  same('Applications', said.applications.map(significant), applications.map(significant));
  same('permissions', said.refusals, []);
  same(
    'exclusions',
    said.excluded.map(({ group, kind }) => `${group}/${kind}`),
    excludedBy(settings).filter((name) => excludedBy(defaults).includes(name)),
  );

  // Projects that permit every second thing, so that there are refusals to compare.
  const half = projects.map((project) => withHalf(project));
  const refused = applications.flatMap((application) =>
    half
      .filter(({ metadata }) => metadata.name === application.spec.project)
      .flatMap((project) => refusals(project, application, objectsOf(application.spec.source))),
  );
  const less = ask(half).refusals;
  if (less.length < 20) throw new Error('too few refusals to compare');
  same('refusals', less, refused);

  const version = execFileSync(
    'go',
    ['list', '-m', '-f', '{{.Version}}', 'github.com/argoproj/argo-cd/v3'],
    { cwd: oracle, encoding: 'utf8' },
  ).trim();
  const recorded: Recorded = {
    version,
    settings: healthOf(settings),
    notificationSettings: notifications,
    health: said.health,
    templates: said.templates,
    notifications: said.notifications,
  };
  const file = path.join(import.meta.dirname, 'recorded.json');
  if (process.argv.includes('--write')) {
    fs.writeFileSync(file, `${JSON.stringify(recorded, undefined, 2)}\n`);
  }
  same('recorded.json', JSON.parse(fs.readFileSync(file, 'utf8')), plain(recorded));
  process.stdout.write(
    `${applications.length} Applications, ${less.length} refusals, ${kinds.length} kinds, ${HEALTH.length} objects, ` +
      `${TEMPLATES.length} templates and ${TOLD.length} notifications: as Argo CD ${version} says\n`,
  );
}

function healthOf(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).filter(([key]) => key.startsWith('resource.customizations.health.')),
  );
}

/** Without what Go prints of fields that are not there. */
function significant({ metadata, spec }: Application): unknown {
  const { name, namespace, labels, annotations, finalizers } = metadata;
  return plain({ name, namespace, labels, annotations, finalizers, spec });
}

/** As JSON has it. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function withHalf(project: AppProject): AppProject {
  const half = <T>(list: readonly T[] = []): T[] => list.filter((_, at) => at % 2 === 0);
  const { destinations, clusterResourceWhitelist, namespaceResourceWhitelist } = project.spec;
  return {
    ...project,
    spec: {
      ...project.spec,
      destinations: half(destinations),
      clusterResourceWhitelist: half(clusterResourceWhitelist),
      namespaceResourceWhitelist: half(namespaceResourceWhitelist),
    },
  };
}

function same(what: string, theirs: unknown, ours: unknown): void {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value) ? value.map((one) => JSON.stringify(ordered(one))).toSorted() : value;
  if (isDeepStrictEqual(sorted(theirs), sorted(ours))) return;
  process.stderr.write(`theirs: ${JSON.stringify(theirs, undefined, 1)}\n`);
  process.stderr.write(`ours: ${JSON.stringify(ours, undefined, 1)}\n`);
  throw new Error(`${what}: not the same`);
}

/** The same value with the keys of its objects sorted. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, ordered(item)]),
  );
}
