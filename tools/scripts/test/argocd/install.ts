import fs from 'node:fs';
import path from 'node:path';

import { build, memoryFileSystem, toJsonValue } from 'kustomize-ts';

import { readYaml } from './read-yaml.ts';

const settings = path.resolve(import.meta.dirname, '..', '..', '..', '..', 'apps', 'argocd');

/** argocd-cm as Argo CD 3.5.7 brings it. */
const upstream = fs.readFileSync(
  path.join(import.meta.dirname, 'upstream', 'argocd-cm.yaml'),
  'utf8',
);

export interface ConfigMap {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data: Readonly<Record<string, string>>;
}

/** The ConfigMaps of an installation that has the component. */
export function install(): Map<string, ConfigMap> {
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

/** The settings without the component. */
export const defaults = (readYaml(upstream) as object as ConfigMap).data;
