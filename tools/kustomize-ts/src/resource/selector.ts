import type { Selector } from '../kustomization/fields.ts';
import { placeOf } from '../yaml/describe.ts';
import { parseLabelSelector } from './label-selector.ts';
import { matchWhole } from './regular-expression.ts';
import type { Matcher } from './regular-expression.ts';
import { effectiveNamespace } from './resource-id.ts';
import type { Gvk } from './resource-id.ts';
import type { Resource } from './resource.ts';

const any: Matcher = () => true;

/** A selector with its patterns compiled; what it leaves open fits everything. */
export interface CompiledSelector {
  readonly gvk: (gvk: Gvk) => boolean;
  readonly name: Matcher;
  readonly namespace: Matcher;
  readonly metadata: (resource: Resource) => boolean;
}

/** Compiles a selector. Errors: a bad pattern or label selector ('invalid-value'). */
export function compileSelector(selector: Selector): CompiledSelector {
  const place = placeOf(selector.node);
  const pattern = (text: string | undefined): Matcher => (text ? matchWhole(text, place) : any);
  const group = pattern(selector.group);
  const version = pattern(selector.version);
  const kind = pattern(selector.kind);
  const labels = selector.labelSelector && parseLabelSelector(selector.labelSelector, place);
  const annotations =
    selector.annotationSelector && parseLabelSelector(selector.annotationSelector, place);
  return {
    gvk: (gvk) => kind(gvk.kind) && group(gvk.group) && version(gvk.version),
    name: pattern(selector.name),
    namespace: pattern(selector.namespace),
    metadata: (resource) =>
      (!labels || labels(resource.labels)) && (!annotations || annotations(resource.annotations)),
  };
}

/**
 * The resources that a patch target fits: by its first or its present name and namespace,
 * its present group, version and kind, its labels and annotations (kustomize's resmap Select).
 */
export function selectResources(resources: readonly Resource[], selector: Selector): Resource[] {
  const { gvk, name, namespace, metadata } = compileSelector(selector);
  return resources.filter((resource) => {
    const { id, originalId } = resource;
    return (
      (namespace(effectiveNamespace(originalId)) || namespace(effectiveNamespace(id))) &&
      (name(originalId.name) || name(id.name)) &&
      gvk(id) &&
      metadata(resource)
    );
  });
}
