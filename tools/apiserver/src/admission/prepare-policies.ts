import type { JsonObject } from 'kustomize-ts';
import type { Answer } from '../answer.ts';
import { create } from '../create.ts';
import { append } from '../field/append.ts';
import { text } from '../field/read.ts';
import { admissionView } from './view.ts';
import type { ExpressionWarning } from './type-check.ts';
import { typeCheck } from './type-check.ts';

/** Manifests sorted by what they are, policies and bindings defaulted. */
export interface PreparedPolicies {
  readonly policies: readonly JsonObject[];
  readonly bindings: readonly JsonObject[];
  readonly others: readonly JsonObject[];
  /** The answer to the first policy or binding that the API server refuses. */
  readonly rejected: Answer | undefined;
  readonly typeChecking: readonly ExpressionWarning[];
}

interface PreparedPolicy {
  readonly answer: Answer;
  readonly typeChecking: readonly ExpressionWarning[];
}

const prepared = new WeakMap<JsonObject, PreparedPolicy>();
const apiVersion = 'admissionregistration.k8s.io/v1';

/** Creates policies and bindings as the API server would, once for each manifest. */
export function preparePolicies(manifests: readonly JsonObject[]): PreparedPolicies {
  const policies: JsonObject[] = [];
  const bindings: JsonObject[] = [];
  const others: JsonObject[] = [];
  const typeChecking: ExpressionWarning[] = [];
  let rejected: Answer | undefined;
  for (const manifest of manifests) {
    const list = listOf(manifest, policies, bindings);
    if (!list) {
      others.push(manifest);
      continue;
    }
    const { answer, typeChecking: found } = prepare(manifest);
    if (answer.defaulted) list.push(answer.defaulted);
    else rejected ??= answer;
    append(typeChecking, found);
  }
  return { policies, bindings, others, rejected, typeChecking };
}

function listOf(
  manifest: JsonObject,
  policies: JsonObject[],
  bindings: JsonObject[],
): JsonObject[] | undefined {
  if (text(manifest, 'apiVersion') !== apiVersion) return undefined;
  const kind = text(manifest, 'kind');
  if (kind === 'ValidatingAdmissionPolicy') return policies;
  return kind === 'ValidatingAdmissionPolicyBinding' ? bindings : undefined;
}

function prepare(manifest: JsonObject): PreparedPolicy {
  const known = prepared.get(manifest);
  if (known) return known;
  const answer = create(manifest);
  const isPolicy = text(manifest, 'kind') === 'ValidatingAdmissionPolicy';
  const result = {
    answer,
    typeChecking: answer.defaulted && isPolicy ? typeCheck(answer.defaulted) : [],
  };
  prepared.set(manifest, result);
  return result;
}

const stored = new WeakMap<JsonObject, JsonObject>();

/** An object as policies see it as a parameter: defaulted and stored; custom resources as they are. */
export function storedObject(manifest: JsonObject): JsonObject {
  const found = stored.get(manifest);
  if (found) return found;
  const result = admissionView(create(manifest).defaulted ?? manifest, true);
  stored.set(manifest, result);
  return result;
}
