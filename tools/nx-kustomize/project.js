import path from 'node:path/posix';

/** The files that make a folder a project. */
export const PROJECT_FILES =
  '{{apps,base,overlays}/**/{kustomization.yaml,kustomization.yml,Kustomization},overlays/*/environment.yaml}';

/**
 * The project that a kustomization, or the `environment.yaml` of an environment, makes of its folder.
 *
 * The project of an environment also owns what stands beside the overlays, such as `given/`. No overlay depends on it:
 * these files are in the discovery model, never in a rendering.
 *
 * @param {string} file path from the workspace root
 * @returns {import('nx/src/devkit-exports.js').ProjectConfiguration} named after its folder;
 *   only an overlay has a target, since patterns and components cannot be built alone
 */
export function projectOf(file) {
  const root = path.dirname(file);
  const [layer = '', env, unit, ...below] = root.split('/');
  const tags = [`layer:${layer}`];
  if (layer === 'overlays' && env) tags.push(`env:${env}`);
  const isOverlay = layer === 'overlays' && unit !== undefined && below.length === 0;
  return {
    name: root.replaceAll('/', '-'),
    root,
    projectType: isOverlay ? 'application' : 'library',
    tags,
    ...(isOverlay && {
      targets: {
        render: {
          executor: './tools/nx-kustomize:render',
          cache: true,
          inputs: ['manifests', '^manifests', 'engine'],
          outputs: [`{workspaceRoot}/dist/rendered/${env}/${unit}`],
        },
      },
    }),
  };
}
