import { object, objects, optionalText, text } from '@fingerpost/apiserver';
import type { StoredObject, Workload } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import type { RuleInput } from '../rule.ts';
import { mountedConfigMaps } from './told-texts.ts';

/** A value of a ConfigMap that a container sees as a file. */
export interface MountedFile {
  readonly on: StoredObject;
  readonly key: string;
  readonly text: string;
}

/** The value of a ConfigMap that stands at a path of a container; undefined for what comes from elsewhere. */
export function mountedFile(
  path: string,
  container: JsonObject,
  user: Workload,
  { model }: RuleInput,
): MountedFile | undefined {
  const mounts = objects(container, 'volumeMounts')
    .map((mount) => ({ mount, folder: text(mount, 'mountPath').replace(/\/$/, '') }))
    .filter(({ folder }) => path === folder || path.startsWith(`${folder}/`))
    .toSorted((a, b) => b.folder.length - a.folder.length);
  for (const { mount, folder } of mounts) {
    const below = path.slice(folder.length + 1);
    const inVolume = [text(mount, 'subPath'), below].filter((part) => part !== '').join('/');
    for (const { volume, source } of mountedConfigMaps(user.spec)) {
      if (volume !== text(mount, 'name')) continue;
      const on = model.store.get('', 'ConfigMap', user.namespace, text(source, 'name'));
      const items = objects(source, 'items');
      const item = items.find((one) => text(one, 'path') === inVolume);
      const key = items.length === 0 ? inVolume : text(item, 'key');
      const found = optionalText(object(on?.object, 'data'), key);
      if (on && found !== undefined) return { on, key, text: found };
    }
  }
  return undefined;
}
