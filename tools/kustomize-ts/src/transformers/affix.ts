import type { FieldSpec } from './field-spec.ts';
import { applyFieldSpec } from './field-spec.ts';
import type { Transform } from './pipeline.ts';
import { isSelectedBy } from '../resource/resource-id.ts';
import type { Gvk } from '../resource/resource-id.ts';
import type { Resource } from '../resource/resource.ts';
import { overwriteText } from '../yaml/edit.ts';

/** Kinds whose name is part of what they are. */
const SKIPPED: readonly Gvk[] = [
  { group: '', version: '', kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', version: '', kind: 'APIService' },
  { group: '', version: '', kind: 'Namespace' },
];

/** `namePrefix`: puts a text in front of names. */
export function addPrefix(prefix: string, specs: readonly FieldSpec[]): Transform {
  return affix(
    specs,
    (resource) => remember(resource, resource.prefixes, prefix),
    (name) => prefix + name,
  );
}

/** `nameSuffix`: puts a text behind names. */
export function addSuffix(suffix: string, specs: readonly FieldSpec[]): Transform {
  return affix(
    specs,
    (resource) => remember(resource, resource.suffixes, suffix),
    (name) => name + suffix,
  );
}

function remember(resource: Resource, affixes: string[], added: string): void {
  if (added === '') return;
  affixes.push(added);
  resource.rememberId();
}

function affix(
  specs: readonly FieldSpec[],
  record: (resource: Resource) => void,
  rename: (name: string) => string,
): Transform {
  return ({ resources }) => {
    for (const resource of resources) {
      const id = resource.originalId;
      if (SKIPPED.some((kind) => isSelectedBy(id, kind))) continue;
      for (const spec of specs) {
        if (!isSelectedBy(id, spec)) continue;
        if (spec.path === 'metadata/name') record(resource);
        applyFieldSpec(resource.node, spec, 'scalar', (node) => overwriteText(node, rename, spec));
      }
    }
  };
}
