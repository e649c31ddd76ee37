import path from 'node:path/posix';

/**
 * @typedef {object} FileEntry
 * @property {string} file path from the workspace root
 * @property {string} hash of the content
 */

/**
 * @typedef {object} Edge
 * @property {string} source project
 * @property {string} target project
 * @property {string} sourceFile the kustomization that refers to the target
 */

/**
 * @typedef {object} Workspace
 * @property {ReadonlyMap<string, string>} projectByRoot
 * @property {Readonly<Record<string, readonly FileEntry[]>>} filesByProject each file at the project with the deepest root
 * @property {(entry: FileEntry) => import('./references.js').References} readKustomization
 * @property {(entry: FileEntry) => import('./references.js').References} readConfiguration
 * @property {(path: string) => string} realPath the path with symbolic links resolved; the path itself where nothing stands there
 */

const KUSTOMIZATION = /^(?:apps|base|overlays)\/(?:.*\/)?(?:kustomization\.ya?ml|Kustomization)$/;

/**
 * The edges between kustomizations: a folder that is referred to is its project, a file the project that owns it.
 * References that lead to no project (URLs, inline YAML, what does not exist) give no edge.
 *
 * @param {Workspace} workspace
 * @returns {Edge[]} each pair of projects once
 */
export function findEdges(workspace) {
  const { projectByRoot, filesByProject, readKustomization, readConfiguration, realPath } =
    workspace;
  /** @type {Map<string, { project: string, entry: FileEntry }>} */
  const owners = new Map();
  for (const [project, entries] of Object.entries(filesByProject)) {
    for (const entry of entries) owners.set(entry.file, { project, entry });
  }

  /** @param {string} target */
  const projectAt = (target) => projectByRoot.get(target) ?? owners.get(target)?.project;

  /** @type {Edge[]} */
  const edges = [];
  for (const [source, entries] of Object.entries(filesByProject)) {
    for (const entry of entries) {
      if (!KUSTOMIZATION.test(entry.file)) continue;
      const folder = path.dirname(entry.file);
      const targets = new Set();

      /** @param {string} reference */
      const follow = (reference) => {
        const target = path.join(folder, reference).replace(/\/$/, '');
        const project = projectAt(target) ?? projectAt(realPath(target));
        if (project && project !== source) targets.add(project);
        return owners.get(target)?.entry;
      };

      const { paths, configurations } = readKustomization(entry);
      for (const reference of paths) follow(reference);
      for (const reference of configurations) {
        const file = follow(reference);
        if (file) for (const named of readConfiguration(file).paths) follow(named);
      }
      for (const target of targets) edges.push({ source, target, sourceFile: entry.file });
    }
  }
  return edges;
}
