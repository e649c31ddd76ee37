import type { Build } from 'kustomize-ts';
import { applyDry, findTracked, inTurns, placeLike, readClusterObjects } from '@fingerpost/verify';
import type { Cluster, ClusterObject, TrackedObject } from '@fingerpost/verify';
import type { OverlayRendering } from '@fingerpost/changes';
import { plural } from '@fingerpost/text';
import { getPath, toJsonValue } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';

import type { ComparedOverlay, Comparison, EnvironmentState } from './comparison.ts';
import { readEnvironmentFolder } from './environment-folder.ts';
import { openCluster } from './open-cluster.ts';
import { onlyEnvironment } from './only-environment.ts';
import { openFolderRenderings } from './open-renderings.ts';
import { findOverlays, selectOverlays } from './overlays.ts';
import { startProgress } from './progress.ts';
import { byContent } from './read-plain-side.ts';
import { workingFiles } from './working-files.ts';

/** What is compared with which cluster. */
export interface LiveSelection {
  readonly context: string | undefined;
  readonly environment: string | undefined;
  /** Names, paths or globs. */
  readonly overlays: readonly string[];
}

/** Objects that a server is asked about at a time: it must serve others too. */
const AT_ONCE = 8;
const HOOK = 'argocd.argoproj.io/hook';

/**
 * Compares the objects of a cluster with what they would be after Argo CD has synced the working tree: a server-side
 * apply, run dry. Objects that are not there yet are added; those of which Argo CD says that an overlay made them, and
 * which it renders no longer, are removed. Errors: UsageError, ClusterError.
 */
export async function compareLive(
  root: string,
  { context, environment, overlays: patterns }: LiveSelection,
  directory: string,
): Promise<Comparison> {
  const files = workingFiles(directory);
  const all = findOverlays(files, root);
  const name = onlyEnvironment(all, environment);
  const own = all.filter((overlay) => overlay.environment === name);
  const chosen = selectOverlays(own, { overlays: patterns, environment: name }, directory);
  const cluster = openCluster(context);
  const { renderings } = openFolderRenderings(root, directory);
  const side = renderings.workingTree();
  const [built = new Map<string, OverlayRendering>()] = renderings.render([
    { side, overlays: own },
  ]);
  const rendered = [...built.values()].flatMap(resourcesOf);
  const namespaces = new Set(
    rendered.flatMap(({ kind, name: namespace }) => (kind === 'Namespace' ? [namespace] : [])),
  );
  const found = await findTracked(cluster);
  const progress = startProgress('asking', chosen.length);
  const unread: string[] = [];
  let hooks = 0;
  const pairs: ComparedOverlay[] = [];
  for (const { id, unit } of chosen) {
    progress.step(id);
    const rendering = built.get(id);
    if (rendering?.status !== 'rendered') {
      pairs.push({ overlay: id, before: undefined, after: rendering });
      continue;
    }
    const build = rendering.load();
    const applied = build.resources.filter((resource) => !isHook(resource));
    hooks += build.resources.length - applied.length;
    const sides = await inTurns(applied, AT_ONCE, async (resource) =>
      compareObject(cluster, resource, namespaces),
    );
    const extra = extraObjects(found.tracked, `${name}-${unit}`, rendered);
    unread.push(
      ...sides.flatMap(({ refusal }) => (refusal === undefined ? [] : [`${id}: ${refusal}`])),
    );
    const before = [...sides.flatMap((pair) => pair.before ?? []), ...extra];
    const after = sides.flatMap((pair) => pair.after ?? []);
    pairs.push({
      overlay: id,
      before: renderingOf(build, `live ${id}`, before),
      after: renderingOf(build, `applied ${id}`, after),
    });
  }
  progress.stop();
  const folder = readEnvironmentFolder(files, root, name);
  const show = (path: string): string => files.displayPath?.(path) ?? path;
  const stateOf = (which: 'after' | 'before'): EnvironmentState => {
    const compared = pairs.flatMap((pair): [string, OverlayRendering][] => {
      const rendering = pair[which];
      return rendering ? [[pair.overlay, rendering]] : [];
    });
    return { folder, showInErrors: show, overlays: new Map([...built, ...compared]) };
  };
  return {
    before: cluster.context,
    after: name,
    title: `${cluster.context} (${cluster.server}) -> what a sync of ${name} would make of it`,
    pairs,
    environments: [{ name, root, show, before: stateOf('before'), after: stateOf('after') }],
    expected: [],
    headings: { removed: 'no longer rendered', added: 'not in the cluster' },
    notices: [
      ...found.notices,
      ...(hooks > 0
        ? [`${plural(hooks, 'hook')} of Argo CD left out: each sync makes them anew`]
        : []),
    ],
    unread,
  };
}

interface ComparedObject {
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
  readonly refusal?: string;
}

async function compareObject(
  cluster: Cluster,
  resource: Resource,
  namespaces: ReadonlySet<string>,
): Promise<ComparedObject> {
  // A resource is a mapping with a kind and a name.
  const wanted = toJsonValue(resource.node) as ClusterObject;
  const { live, applied, refusal } = await applyDry(cluster, wanted, (namespace) =>
    namespaces.has(namespace),
  );
  const [before] = live ? readClusterObjects([live]) : [];
  const [after] = applied ? readClusterObjects([applied]) : [];
  return {
    before: before && placeLike(before, resource),
    // What is refused stays as it is.
    after: placeLike(after ?? before ?? resource, resource),
    ...(refusal !== undefined && { refusal }),
  };
}

/** What an Application made that no overlay renders any longer. */
function extraObjects(
  tracked: readonly TrackedObject[],
  application: string,
  rendered: readonly Resource[],
): readonly Resource[] {
  const known = new Set(rendered.map((resource) => keyOf(resource)));
  const objects = tracked.flatMap((entry) =>
    entry.application === application ? [entry.object] : [],
  );
  return readClusterObjects(objects)
    .filter((resource) => !known.has(keyOf(resource)))
    .map((resource) => placeLike(resource, undefined));
}

function keyOf({ apiVersion, kind, namespace, name }: Resource): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return `${group}/${kind}/${namespace ?? ''}/${name}`;
}

function isHook({ node }: Resource): boolean {
  return getPath(node, 'metadata', 'annotations', HOOK) !== undefined;
}

function resourcesOf(rendering: OverlayRendering): readonly Resource[] {
  return rendering.status === 'rendered' ? rendering.load().resources : [];
}

function renderingOf(build: Build, key: string, resources: readonly Resource[]): OverlayRendering {
  return byContent(key, { ...build, resources });
}
