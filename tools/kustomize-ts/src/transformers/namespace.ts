import { KustomizeError } from '../error.ts';
import { idKey } from '../accumulate/resource-index.ts';
import { describeId } from '../resource/resource-id.ts';
import { scalarText } from '../resource/resource.ts';
import type { Resource } from '../resource/resource.ts';
import { placeOf } from '../yaml/describe.ts';
import { newField, overwriteText } from '../yaml/edit.ts';
import { getField, isNull } from '../yaml/node.ts';
import type { MappingNode, Node } from '../yaml/node.ts';
import { clusterScopedKinds, groupKindOf } from '../schema/cluster-scoped.ts';
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

/** Whose namespace is set in the subjects of role bindings. */
export type SubjectMode = 'defaultOnly' | 'allServiceAccounts' | 'none';

export interface NamespaceOptions {
  /** A namespace that is there stays. */
  readonly unsetOnly?: boolean | undefined;
  readonly subjects?: SubjectMode;
  /** It is an error to put it on a kind outside of namespaces that kustomize takes for one inside. */
  readonly strict?: boolean;
}

/**
 * `namespace`: into metadata.namespace of every kind that is not known to be cluster-scoped, into the name of a
 * Namespace, into the subjects of role bindings that are named `default`, and where the specs say.
 * Errors: two resources become one ('conflict').
 */
export function setNamespace(
  namespace: string,
  specs: readonly FieldSpec[],
  options: NamespaceOptions = {},
): Transform {
  return ({ resources }) => {
    const keys = resources.map((resource) => idKey(resource.id));
    if (options.strict) checkScopes(resources, namespace);
    const count = new Map<string, number>();
    for (const key of keys) count.set(key, (count.get(key) ?? 0) + 1);
    for (const [i, resource] of resources.entries()) {
      resource.rememberId();
      setNamespaceOf(resource, namespace, specs, options);
      const { id } = resource;
      const before = keys[i] ?? '';
      const now = idKey(id);
      count.set(before, (count.get(before) ?? 0) - 1);
      count.set(now, (count.get(now) ?? 0) + 1);
      if ((count.get(now) ?? 0) > 1) {
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

function checkScopes(resources: readonly Resource[], namespace: string): void {
  const kinds = clusterScopedKinds(resources);
  for (const resource of resources) {
    if (resource.id.clusterScoped || !kinds.has(groupKindOf(resource))) continue;
    throw new KustomizeError(
      'invalid-value',
      `namespace ${namespace} would be put on the ${describeId(resource.id)}, whose kind has no namespaces`,
      {
        place: placeOf(resource.node),
        fix: 'build it in a kustomization that sets no namespace',
      },
    );
  }
}

/** {@link setNamespace} for one resource. */
export function setNamespaceOf(
  resource: Resource,
  namespace: string,
  specs: readonly FieldSpec[] = [],
  { unsetOnly, subjects = 'defaultOnly' }: NamespaceOptions = {},
): void {
  const { id } = resource;
  const write = (node: Node, spec: FieldSpec): void => {
    if (unsetOnly && node.kind === 'scalar' && !isNull(node) && node.value !== '') return;
    overwriteText(node, () => namespace, spec, '!!str');
  };
  const set = (spec: FieldSpec): void =>
    applyFieldSpec(resource.node, spec, 'scalar', (node) => write(node, spec));
  if (!id.clusterScoped) set(METADATA_NAMESPACE);
  const isBinding = isRoleBinding(id.kind);
  if (isBinding && subjects !== 'none') {
    for (const subject of subjectsOf(resource, subjects)) {
      const field = getField(subject, 'namespace') ?? newField(subject, 'namespace', 'scalar');
      write(field, { ...METADATA_NAMESPACE, path: 'subjects/namespace' });
    }
  }
  for (const spec of specs) {
    if (spec.path === 'metadata/namespace') continue;
    if (spec.path === 'metadata/name' && resource.apiVersion !== 'v1') continue;
    if (isBinding && isRoleBinding(spec.kind) && spec.path === 'subjects/namespace') continue;
    set(spec);
  }
}

function isRoleBinding(kind: string): boolean {
  return kind === 'RoleBinding' || kind === 'ClusterRoleBinding';
}

/** Subjects named `default` are the default service account of the namespace that everything moves to. */
function subjectsOf({ node }: Resource, mode: Exclude<SubjectMode, 'none'>): MappingNode[] {
  const [field, wanted] = mode === 'defaultOnly' ? ['name', 'default'] : ['kind', 'ServiceAccount'];
  const subjects = getField(node, 'subjects');
  if (subjects?.kind !== 'sequence') return [];
  return subjects.items.filter(
    (subject): subject is MappingNode =>
      subject.kind === 'mapping' && scalarText(getField(subject, field)) === wanted,
  );
}
