// Nx loads this file in the Node that started it, which may be too old for TypeScript: so this package is JavaScript.
import fs from 'node:fs';
import path from 'node:path';
import { workspaceDataDirectoryForWorkspace } from 'nx/src/utils/cache-directory.js';
import { findEdges } from './edges.js';
import { PROJECT_FILES, projectOf } from './project.js';
import { openReferenceCache } from './reference-cache.js';
import { readConfiguration, readKustomization } from './references.js';

const STATIC = /** @type {import('nx/src/devkit-exports.js').DependencyType} */ ('static');
const NO_REFERENCES = { paths: [], configurations: [] };

export const name = 'nx-kustomize';

/** @type {import('nx/src/devkit-exports.js').CreateNodes} */
export const createNodes = [
  PROJECT_FILES,
  (files) =>
    files.map((file) => {
      const project = projectOf(file);
      return [file, { projects: { [project.root]: project } }];
    }),
];

/** @type {import('nx/src/devkit-exports.js').CreateDependencies} */
export const createDependencies = (_options, { fileMap, projects, workspaceRoot }) => {
  const cache = openReferenceCache(
    path.join(workspaceDataDirectoryForWorkspace(workspaceRoot), 'nx-kustomize.json'),
  );

  /**
   * @param {string} kind
   * @param {(text: string) => import('./references.js').References} parse
   * @returns {(entry: import('./edges.js').FileEntry) => import('./references.js').References}
   */
  const reader =
    (kind, parse) =>
    ({ file, hash }) => {
      try {
        return cache.get(`${kind}:${hash}`, () =>
          parse(fs.readFileSync(path.join(workspaceRoot, file), 'utf8')),
        );
      } catch (error) {
        // A graph without these edges is of more use than none; the build reports the error itself.
        console.warn(`${file}: not read for the project graph: ${firstLine(error)}`);
        return NO_REFERENCES;
      }
    };

  const edges = findEdges({
    projectByRoot: new Map(Object.entries(projects).map(([project, { root }]) => [root, project])),
    // All files, not `filesToProcess`: a new base gives an edge to an overlay that did not change.
    filesByProject: fileMap.projectFileMap,
    readKustomization: reader('kustomization', readKustomization),
    readConfiguration: reader('configuration', readConfiguration),
    realPath: (target) => realPath(workspaceRoot, target),
  });
  cache.save();
  return edges.map((edge) => ({ ...edge, type: STATIC }));
};

/**
 * @param {string} workspaceRoot
 * @param {string} target path from the workspace root
 */
function realPath(workspaceRoot, target) {
  try {
    const real = fs.realpathSync(path.join(workspaceRoot, target));
    return path.relative(fs.realpathSync(workspaceRoot), real).replaceAll(path.sep, '/');
  } catch {
    return target;
  }
}

/** @param {unknown} error */
function firstLine(error) {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0];
}
