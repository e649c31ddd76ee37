import type { JsonObject } from 'kustomize-ts';
import { goJson } from '../field/go-format.ts';
import { object, text, texts } from '../field/read.ts';
import type { Surroundings } from './activation.ts';
import type { Attributes } from './attributes.ts';
import type { Evaluation } from './evaluate.ts';
import { evaluatePolicy } from './evaluate.ts';
import type { Match } from './match.ts';
import { matchRequest } from './match.ts';
import { collectParams, configurationProblem } from './params.ts';
import type { Policy } from './policy.ts';
import { compilePolicy } from './policy.ts';

/** Policies, bindings and what they may refer to. */
export interface PolicySet {
  readonly policies: readonly JsonObject[];
  readonly bindings: readonly JsonObject[];
  /** Objects that may be parameters. */
  readonly given: readonly JsonObject[];
}

/** What the policies make of a request. */
export interface Dispatch {
  /** In the order of the policies; the API server reports the first. */
  readonly denied: readonly {
    readonly message: string;
    readonly reason: string;
    readonly policy: string;
  }[];
  readonly warnings: readonly string[];
  readonly audit: Readonly<Record<string, string>>;
}

/** The environment of a request that does not depend on the policy. */
export type Context = Omit<Surroundings, 'match' | 'request'> & {
  readonly namespaceLabels: ReadonlyMap<string, string>;
};

const failureKey = 'validation.policy.admission.k8s.io/validation_failure';
const maxAnnotationBytes = 10 * 1024;
const exempt =
  /^(?:Validating|Mutating)(?:WebhookConfiguration|AdmissionPolicy|AdmissionPolicyBinding)$/u;

/**
 * Runs all policies that match a request.
 * Source: Dispatch in k8s.io/apiserver pkg/admission/plugin/policy/validating/dispatcher.go.
 */
export function dispatch(request: Attributes, set: PolicySet, context: Context): Dispatch {
  const collected = new Collected();
  if (request.kind.group === 'admissionregistration.k8s.io' && exempt.test(request.kind.kind))
    return collected;
  for (const source of set.policies) {
    const bindings = bindingsOf(source, set);
    if (bindings.length === 0) continue;
    const policy = compilePolicy(source);
    const match = matchRequest(policy.matchConstraints, request, context.namespaceLabels);
    if (!match) continue;
    const problem = configurationProblem(policy, set.given);
    if (problem === undefined)
      runPolicy(policy, bindings, { ...context, request, match }, set, collected);
    else if (!policy.ignoresErrors)
      collected.deny(policy.name, undefined, `failed to configure policy: ${problem}`, 'Invalid');
  }
  return collected;
}

function bindingsOf(policy: JsonObject, { bindings }: PolicySet): readonly JsonObject[] {
  const name = text(object(policy, 'metadata'), 'name');
  return bindings.filter((binding) => text(object(binding, 'spec'), 'policyName') === name);
}

class Collected implements Dispatch {
  readonly denied: { message: string; reason: string; policy: string }[] = [];
  readonly warnings: string[] = [];
  readonly audit: Record<string, string> = {};

  deny(policy: string, binding: string | undefined, message: string, reason: string): void {
    const by = binding === undefined ? '' : ` with binding '${binding}'`;
    const full = `ValidatingAdmissionPolicy '${policy}'${by} denied request: ${message}`;
    this.denied.push({ message: full, reason, policy });
  }

  /** Annotations are never overwritten. */
  annotate(key: string, value: string): void {
    this.audit[key] ??= value;
  }
}

function runPolicy(
  policy: Policy,
  bindings: readonly JsonObject[],
  surroundings: Surroundings & Context,
  set: PolicySet,
  collected: Collected,
): void {
  const published = new Map<string, Set<string>>();
  for (const source of bindings) {
    const binding = readBinding(source);
    const matches: Match | undefined = matchRequest(
      binding.matchResources,
      surroundings.request,
      surroundings.namespaceLabels,
    );
    if (!matches) continue;
    const params = collectParams(
      policy,
      binding.paramRef,
      surroundings.request.namespace,
      set.given,
    );
    if ('problem' in params) {
      if (!policy.ignoresErrors) {
        collected.deny(
          policy.name,
          binding.name,
          `failed to configure binding: ${params.problem}`,
          'Invalid',
        );
      }
      continue;
    }
    for (const param of params) {
      apply(policy, binding, evaluatePolicy(policy, surroundings, param), collected, published);
    }
  }
  for (const [key, values] of published)
    collected.annotate(`${policy.name}/${key}`, [...values].join(', '));
}

interface Binding {
  readonly name: string;
  readonly policyName: string;
  readonly actions: readonly string[];
  readonly matchResources: JsonObject | undefined;
  readonly paramRef: JsonObject | undefined;
}

function readBinding(binding: JsonObject): Binding {
  const spec = object(binding, 'spec');
  return {
    name: text(object(binding, 'metadata'), 'name'),
    policyName: text(spec, 'policyName'),
    actions: texts(spec, 'validationActions'),
    matchResources: object(spec, 'matchResources'),
    paramRef: object(spec, 'paramRef'),
  };
}

function apply(
  policy: Policy,
  binding: Binding,
  { denials, annotations }: Evaluation,
  collected: Collected,
  published: Map<string, Set<string>>,
): void {
  for (const { index, message, reason } of denials) {
    for (const action of binding.actions) {
      if (action === 'Deny') collected.deny(policy.name, binding.name, message, reason);
      else if (action === 'Audit')
        collected.annotate(failureKey, failureValue(binding, index, message));
      else if (action === 'Warn') {
        collected.warnings.push(
          `Validation failed for ValidatingAdmissionPolicy '${policy.name}' with binding '${binding.name}': ${message}`,
        );
      }
    }
  }
  for (const annotation of annotations) {
    if ('error' in annotation)
      collected.deny(policy.name, binding.name, annotation.error, 'Invalid');
    else publish(published, annotation.key, cut(annotation.value));
  }
}

function publish(published: Map<string, Set<string>>, key: string, value: string): void {
  const values = published.get(key) ?? new Set();
  values.add(value);
  published.set(key, values);
}

function cut(value: string): string {
  const bytes = new TextEncoder().encode(value);
  return bytes.length <= maxAnnotationBytes
    ? value
    : new TextDecoder().decode(bytes.subarray(0, maxAnnotationBytes));
}

function failureValue(binding: Binding, expressionIndex: number, message: string): string {
  const failure = {
    message,
    policy: binding.policyName,
    binding: binding.name,
    expressionIndex,
    validationActions: [...binding.actions],
  };
  return goJson([failure]);
}
