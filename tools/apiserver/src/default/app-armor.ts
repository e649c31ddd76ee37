import type { JsonObject } from 'kustomize-ts';
import { object, optionalText, text } from '../field/read.ts';
import { root } from '../field/path.ts';
import { eachContainer } from '../validate/pod-spec/each-container.ts';
import { APP_ARMOR } from '../validate/pod-spec/profiles.ts';
import { structField } from './struct-field.ts';

const LOCALHOST = 'localhost/';

/**
 * Copies the old annotations of a Pod into the fields, and warns of each that said something new
 * (applyAppArmorVersionSkew in pkg/registry/core/pod/strategy.go).
 */
export function syncAppArmor(pod: JsonObject, spec: JsonObject): string[] {
  if (text(object(spec, 'os'), 'name') === 'windows') return [];
  const annotations = object(object(pod, 'metadata'), 'annotations');
  const podProfile = object(object(spec, 'securityContext'), 'appArmorProfile');
  const warnings: string[] = [];
  for (const [container] of eachContainer(spec, root)) {
    const key = APP_ARMOR + text(container, 'name');
    const annotation = optionalText(annotations, key);
    const own = object(object(container, 'securityContext'), 'appArmorProfile');
    if (annotation === undefined || own) continue;
    const profile = appArmorProfileOf(annotation);
    if (profile && isSameProfile(profile, podProfile)) continue;
    if (profile) structField(container, 'securityContext')['appArmorProfile'] = profile;
    warnings.push(appArmorWarning(root.child('metadata', 'annotations').key(key).toString()));
  }
  return warnings;
}

/** The warning of an annotation in place of the field. */
export function appArmorWarning(path: string): string {
  return `${path}: deprecated since v1.30; use the "appArmorProfile" field instead`;
}

/** The field that an annotation stood for; undefined when it stands for none (ApparmorFieldForAnnotation). */
export function appArmorProfileOf(annotation: string): JsonObject | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  const name = annotation.startsWith(LOCALHOST) ? annotation.slice(LOCALHOST.length) : '';
  if (name === '' || name !== name.trim()) return undefined;
  return { type: 'Localhost', localhostProfile: name };
}

/** Whether two profiles are the same. */
export function isSameProfile(a: JsonObject, b: JsonObject | undefined): boolean {
  return (
    b !== undefined &&
    text(a, 'type') === text(b, 'type') &&
    optionalText(a, 'localhostProfile') === optionalText(b, 'localhostProfile')
  );
}
