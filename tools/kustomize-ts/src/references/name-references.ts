import { KustomizeError } from '../error.ts';
import {
  describeId,
  effectiveNamespace,
  isSelectedBy,
  NO_NAMESPACE,
} from '../resource/resource-id.ts';
import type { Gvk, ResourceId } from '../resource/resource-id.ts';
import { scalarText } from '../resource/resource.ts';
import type { Resource } from '../resource/resource.ts';
import type { NameReference } from '../transformers/config.ts';
import { applyFieldSpec } from '../transformers/field-spec.ts';
import type { FieldSpec } from '../transformers/field-spec.ts';
import { placeOf } from '../yaml/describe.ts';
import { overwriteScalar, setScalarField } from '../yaml/edit.ts';
import { getField, isNull } from '../yaml/node.ts';
import type { MappingNode, Node } from '../yaml/node.ts';

/** A resource that may be referred to, with its ids taken once. */
interface Candidate {
  readonly resource: Resource;
  readonly id: ResourceId;
  readonly previous: readonly ResourceId[];
}

/** A field that may hold a name, and the kind that it names. */
interface Referrer {
  readonly target: Gvk;
  readonly spec: FieldSpec;
}

/**
 * Follows references: where a field names a resource by a name that it had, it gets the present one. Which resource is
 * meant is told by its earlier names and kinds, then by namespace, then by the prefixes and suffixes that both share
 * (kustomize's nameref filter).
 * Errors: several resources are left ('conflict').
 */
export function fixNameReferences(
  resources: readonly Resource[],
  references: readonly NameReference[],
): void {
  const candidates = resources.map((resource) => ({
    resource,
    id: resource.id,
    previous: resource.previousIds,
  }));
  const byEarlierName = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    for (const name of new Set(candidate.previous.map((earlier) => earlier.name))) {
      const same = byEarlierName.get(name);
      if (same) same.push(candidate);
      else byEarlierName.set(name, [candidate]);
    }
  }
  for (const referrer of candidates) {
    const first = referrer.previous[0] ?? referrer.id;
    const fields = referrersOf(references, first);
    if (fields.length === 0) continue;
    const isReachable = reach(referrer);
    const named = (name: string): readonly Candidate[] =>
      byEarlierName.get(name)?.filter(isReachable) ?? [];
    for (const { target, spec } of fields) {
      const { group, version, kind } = referrer.id;
      const look: Look = { referrer, target, spec, named, candidates, isReachable };
      applyFieldSpec(referrer.resource.node, { ...spec, group, version, kind }, undefined, (node) =>
        fix(look, node),
      );
    }
  }
}

const byKind = new WeakMap<readonly NameReference[], Map<string, readonly Referrer[]>>();

/** The fields of a kind that may hold names, in the order of the configuration. */
function referrersOf(
  references: readonly NameReference[],
  { group, version, kind }: Gvk,
): readonly Referrer[] {
  let known = byKind.get(references);
  if (!known) {
    known = new Map();
    byKind.set(references, known);
  }
  const key = `${group}/${version}/${kind}`;
  let fields = known.get(key);
  if (!fields) {
    fields = references.flatMap((target) =>
      target.referrers
        .filter((spec) => isSelectedBy({ group, version, kind }, spec))
        .map((spec) => ({ target, spec })),
    );
    known.set(key, fields);
  }
  return fields;
}

/** A namespaced object refers to its own namespace and to what has none; a role binding also to where its subjects are. */
function reach(referrer: Candidate): (candidate: Candidate) => boolean {
  const others = referrer.id.clusterScoped
    ? new Set<string>()
    : subjectNamespaces(referrer.resource);
  const own = effectiveNamespace(referrer.id);
  return ({ id }) =>
    referrer.id.clusterScoped ||
    id.clusterScoped ||
    effectiveNamespace(id) === own ||
    (id.namespace !== '' && others.has(id.namespace));
}

function subjectNamespaces({ kind, node }: Resource): ReadonlySet<string> {
  const result = new Set<string>();
  const subjects = kind === 'RoleBinding' ? getField(node, 'subjects') : undefined;
  if (subjects?.kind !== 'sequence') return result;
  for (const subject of subjects.items) {
    if (subject.kind !== 'mapping') {
      throw new KustomizeError('wrong-type', 'a subject of a RoleBinding must be a mapping', {
        place: placeOf(subject),
        fix: 'write kind, name and namespace',
      });
    }
    const namespace = getField(subject, 'namespace');
    if (!namespace || scalarText(getField(subject, 'kind')) !== 'ServiceAccount') continue;
    if (namespace.kind !== 'scalar' || namespace.tag !== '!!str') {
      throw new KustomizeError('wrong-type', 'the namespace of a subject must be a string', {
        place: placeOf(namespace),
        fix: 'write its name in quotes',
      });
    }
    result.add(namespace.value);
  }
  return result;
}

/** A field being looked at. */
interface Look {
  readonly referrer: Candidate;
  readonly target: Gvk;
  readonly spec: FieldSpec;
  /** What may be meant by a name that it had. */
  readonly named: (name: string) => readonly Candidate[];
  readonly candidates: readonly Candidate[];
  readonly isReachable: (candidate: Candidate) => boolean;
}

function fix(look: Look, node: Node): void {
  if (isNull(node)) return;
  if (node.kind === 'sequence') {
    for (const item of node.items) {
      if (isNull(item)) continue;
      if (item.kind === 'sequence') throw wrongField(look, item, 'is a list of lists');
      fix(look, item);
    }
  } else if (node.kind === 'mapping') fixMapping(look, node);
  else if (node.kind === 'scalar') {
    const referral = selectReferral(look, node.value, look.named(node.value), false);
    if (referral && referral.resource.name !== '') overwriteIfChanged(node, referral.resource.name);
  }
}

function overwriteIfChanged(node: Node, name: string): void {
  if (node.kind === 'scalar' && node.value !== name) overwriteScalar(node, name);
}

/** A mapping names an object by `name` and `namespace`. */
function fixMapping(look: Look, node: MappingNode): void {
  const name = getField(node, 'name');
  if (!name) throw wrongField(look, node, 'has no name');
  const namespace = getField(node, 'namespace');
  const named = look.named(scalarText(name));
  const candidates = namespace ? inNamespace(look, named, scalarText(namespace)) : named;
  const referral = selectReferral(look, scalarText(name), candidates, true)?.resource;
  if (!referral) return;
  if (referral.name === scalarText(name) && !referral.namespace) return;
  setScalarField(node, 'name', referral.name);
  if (referral.namespace) setScalarField(node, 'namespace', referral.namespace);
}

function wrongField({ spec }: Look, node: Node, reason: string): KustomizeError {
  return new KustomizeError(
    'wrong-type',
    `${spec.path.replaceAll('/', '.')} should name another object, but ${reason}`,
    {
      place: placeOf(node),
      fix: 'give it a name, or correct the configuration of name references',
    },
  );
}

/**
 * Those of the named candidates that were in the namespace, as long as anything reachable was in it,
 * else those that are.
 */
function inNamespace(
  { candidates, isReachable }: Look,
  named: readonly Candidate[],
  namespace: string,
): readonly Candidate[] {
  if (namespace === NO_NAMESPACE) return [];
  const wasThere = ({ previous, id }: Candidate): boolean =>
    effectiveNamespace(previous[0] ?? id) === namespace;
  if (candidates.some((candidate) => isReachable(candidate) && wasThere(candidate))) {
    return named.filter(wasThere);
  }
  return named.filter(({ id }) => effectiveNamespace(id) === namespace);
}

/** The one candidate that the name means, if there is one. */
function selectReferral(
  { referrer, target, spec }: Look,
  name: string,
  candidates: readonly Candidate[],
  withNamespace: boolean,
): Candidate | undefined {
  const role = spec.path.endsWith('roleRef/name') ? roleOf(referrer.resource) : undefined;
  let left = candidates.filter(
    ({ previous, id }) =>
      previous.some((earlier) => earlier.name === name) &&
      previous.some((earlier) => isSelectedBy(earlier, target)) &&
      (!role || previous.some((earlier) => isSelectedBy(earlier, role))) &&
      (referrer.id.clusterScoped ||
        id.clusterScoped ||
        id.kind === 'ServiceAccount' ||
        effectiveNamespace(id) === effectiveNamespace(referrer.id)),
  );
  if (left.length <= 1) return left[0];
  left = left.filter(({ resource }) => sameAffixes(resource, referrer.resource, true));
  if (left.length > 1)
    left = left.filter(({ resource }) => sameAffixes(resource, referrer.resource, false));
  const [first] = left;
  if (!first || left.length === 1) return first;
  const same = left.every(
    ({ resource: { name: other, namespace } }) =>
      other === first.resource.name && (!withNamespace || namespace === first.resource.namespace),
  );
  if (same) return first;
  throw new KustomizeError(
    'conflict',
    `${describeId(referrer.id)} refers to ${name} in ${spec.path.replaceAll('/', '.')}, which may be any of ${left
      .map(({ id }) => describeId(id))
      .join(', ')}`,
    {
      place: placeOf(referrer.resource.node),
      fix: 'give the objects different names before they are renamed',
    },
  );
}

function roleOf({ node }: Resource): Gvk | undefined {
  const role = getField(node, 'roleRef');
  const group = getField(role, 'apiGroup');
  const kind = getField(role, 'kind');
  return group && kind && { group: scalarText(group), version: '', kind: scalarText(kind) };
}

/** Whether prefixes and suffixes of both end alike; with `allowEmpty`, none at all fits any. */
function sameAffixes(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  const same = (x: readonly string[], y: readonly string[]): boolean =>
    (allowEmpty && (x.length === 0 || y.length === 0)) || endAlike(x, y);
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}

function endAlike(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  if (length === 0) return a.length === b.length;
  for (let i = 1; i <= length; i++) {
    if (a.at(-i) !== b.at(-i)) return false;
  }
  return true;
}
