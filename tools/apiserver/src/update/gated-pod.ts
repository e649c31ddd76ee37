import type { JsonObject } from 'kustomize-ts';
import { invalid, type FieldError } from '../field/error.ts';
import type { Path } from '../field/path.ts';
import { object, objects, textMap } from '../field/read.ts';
import { sameValue } from '../field/same-value.ts';

// Source: pkg/apis/core/validation/validation.go. A Pod that is not scheduled yet may be narrowed to fewer nodes.

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

/** Labels of nodes can be added (validateNodeSelectorMutation). */
export function validateNodeSelectorChange(
  spec: JsonObject,
  old: JsonObject,
  path: Path,
): FieldError[] {
  const selector = object(spec, 'nodeSelector');
  const kept = textMap(old, 'nodeSelector').every(([key, value]) => selector?.[key] === value);
  if (kept) return [];
  const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  return [invalid(path, selector, detail)];
}

/** Each alternative can only ask for more (validateNodeAffinityMutation). */
export function validateNodeAffinityChange(
  spec: JsonObject,
  old: JsonObject,
  path: Path,
): FieldError[] {
  const terms = requiredTerms(spec);
  const oldTerms = requiredTerms(old);
  const termsPath = path.child(REQUIRED, 'nodeSelectorTerms');
  if (oldTerms.length === 0) return [];
  if (terms.length !== oldTerms.length) {
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    return [invalid(termsPath, terms, detail)];
  }
  return oldTerms.flatMap((oldTerm, index) => {
    const term = terms[index] ?? {};
    if (hasOnlyAdditions(term, oldTerm)) return [];
    const detail = 'only additions are allowed (no mutations or deletions)';
    return [invalid(termsPath.index(index), term, detail)];
  });
}

function requiredTerms(spec: JsonObject): readonly JsonObject[] {
  const affinity = object(object(spec, 'affinity'), 'nodeAffinity');
  return objects(object(affinity, REQUIRED), 'nodeSelectorTerms');
}

function hasOnlyAdditions(term: JsonObject, old: JsonObject): boolean {
  const lists = ['matchExpressions', 'matchFields'];
  const wasEmpty = lists.every((list) => objects(old, list).length === 0);
  // An alternative that asks nothing matches no node; adding to it would widen the choice.
  if (wasEmpty) return lists.every((list) => objects(term, list).length === 0);
  return lists.every((list) => {
    const before = objects(old, list);
    return sameValue(objects(term, list).slice(0, before.length), [...before]);
  });
}
