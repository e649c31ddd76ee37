import { KustomizeError } from '../error.ts';
import { describeId, sameId } from '../resource/resource-id.ts';
import { scalarText } from '../resource/resource.ts';
import type { Resource } from '../resource/resource.ts';
import { placeOf } from '../yaml/describe.ts';
import { newField, overwriteText } from '../yaml/edit.ts';
import { getField } from '../yaml/node.ts';
import { applyFieldSpec } from './field-spec.ts';
import type { FieldSpec } from './field-spec.ts';
import type { Transform } from './pipeline.ts';

const METADATA_NAMESPACE: FieldSpec = {
  group: '',
  version: '',
  kind: '',
  path: 'metadata/namespace',
  create: true,
};

/**
 * `namespace`: into metadata.namespace of every kind that is not known to be cluster-scoped, into the name of a
 * Namespace, into the subjects of role bindings that are named `default`, and where the specs say.
 * Errors: two resources become one ('conflict').
 */
export function setNamespace(namespace: string, specs: readonly FieldSpec[]): Transform {
  return ({ resources }) => {
    for (const resource of resources) {
      resource.rememberId();
      namespaceOne(resource, namespace, specs);
      const id = resource.id;
      if (resources.filter((other) => sameId(other.id, id)).length > 1) {
        throw new KustomizeError(
          'conflict',
          `namespace ${namespace} makes two resources of the id ${describeId(id)}`,
          {
            place: placeOf(resource.node),
            fix: 'give one of them another name',
          },
        );
      }
    }
  };
}

function namespaceOne(resource: Resource, namespace: string, specs: readonly FieldSpec[]): void {
  const { id } = resource;
  const set = (spec: FieldSpec): void =>
    applyFieldSpec(resource.node, spec, 'scalar', (node) =>
      overwriteText(node, () => namespace, spec, '!!str'),
    );
  if (!id.clusterScoped) set(METADATA_NAMESPACE);
  const isBinding = id.kind === 'RoleBinding' || id.kind === 'ClusterRoleBinding';
  if (isBinding) setSubjects(resource, namespace);
  for (const spec of specs) {
    if (spec.path === 'metadata/namespace') continue;
    if (spec.path === 'metadata/name' && resource.apiVersion !== 'v1') continue;
    if (isBinding && spec.kind === id.kind && spec.path === 'subjects/namespace') continue;
    set(spec);
  }
}

/** Subjects named `default` are the default service account of the namespace that everything moves to. */
function setSubjects(resource: Resource, namespace: string): void {
  const subjects = getField(resource.node, 'subjects');
  if (subjects?.kind !== 'sequence') return;
  for (const subject of subjects.items) {
    if (subject.kind !== 'mapping' || scalarText(getField(subject, 'name')) !== 'default') continue;
    const field = getField(subject, 'namespace') ?? newField(subject, 'namespace', 'scalar');
    overwriteText(
      field,
      () => namespace,
      { ...METADATA_NAMESPACE, path: 'subjects/namespace' },
      '!!str',
    );
  }
}
