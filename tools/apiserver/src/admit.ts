import type { AdmissionRequest, AdmitOptions } from './admission/request.ts';
import { allowAdministrators, prepareRequest } from './admission/request.ts';
import type { PreparedPolicies } from './admission/prepare-policies.ts';
import { preparePolicies, storedObject } from './admission/prepare-policies.ts';
import { namespaceObject } from './admission/namespace-object.ts';
import { dispatch } from './admission/dispatch.ts';
import type { Attributes } from './admission/attributes.ts';
import type { ExpressionWarning } from './admission/type-check.ts';
import { labelsOf } from './admission/attributes.ts';
import type { Answer } from './answer.ts';
import { recordedWarnings } from './warn/recorded.ts';

export type { AdmissionRequest, AdmitOptions } from './admission/request.ts';
export type { ExpressionWarning } from './admission/type-check.ts';

/** What the API server would answer to a request under policies. */
export interface AdmitAnswer {
  /** Undefined when a policy itself is refused: then there is no request. */
  readonly allowed: boolean | undefined;
  readonly reason?: Answer['reason'] | string;
  readonly code?: number;
  readonly message?: string;
  /** The causes of a refusal; those of policies name no field. */
  readonly errors: readonly {
    readonly field?: string;
    readonly type?: string;
    readonly message: string;
  }[];
  readonly warnings: readonly string[];
  /** Annotations of the audit event. */
  readonly audit: Readonly<Record<string, string>>;
  /** All refusals by policies, in the order of the policies; the API server reports the first alone. */
  readonly denials: readonly {
    readonly policy: string;
    readonly reason: string;
    readonly message: string;
  }[];
  /** The answer to the first policy or binding that the API server refuses. */
  readonly policyRejected?: Answer;
  /** What the status of the policies would warn of, in their order. */
  readonly typeChecking: readonly ExpressionWarning[];
}

const codes: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
};

/**
 * Sends a request through the API server's own rules and then through ValidatingAdmissionPolicies.
 * Policies, bindings and parameters are plain manifests. Never throws for bad input, and never changes it: what cannot
 * be evaluated counts as the policy's failurePolicy says.
 */
export function admit(request: AdmissionRequest, options: AdmitOptions): AdmitAnswer {
  const prepared = preparePolicies(options.policies);
  const none = {
    errors: [],
    warnings: [],
    audit: {},
    denials: [],
    typeChecking: prepared.typeChecking,
  };
  if (prepared.rejected) return { ...none, allowed: undefined, policyRejected: prepared.rejected };
  const own = prepareRequest(request, options);
  if ('verdict' in own) return { ...none, ...refusal(own) };
  return decide(own.attributes, own.warnings, prepared, options);
}

function refusal({
  reason,
  code,
  message,
  errors,
  warnings,
}: Answer): Omit<AdmitAnswer, 'audit' | 'denials' | 'typeChecking'> {
  return {
    allowed: false,
    errors,
    warnings,
    ...(reason === undefined || reason === null ? {} : { reason }),
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  };
}

function decide(
  attributes: Attributes,
  warnings: readonly string[],
  prepared: PreparedPolicies,
  options: AdmitOptions,
): AdmitAnswer {
  const namespace = namespaceObject(attributes, options);
  const given = [...prepared.others, ...(options.given ?? [])].map(storedObject);
  const found = dispatch(
    attributes,
    { ...prepared, given },
    {
      namespace,
      namespaceLabels: labelsOf(namespace),
      authorize: options.authorize ?? allowAdministrators,
    },
  );
  const answer = {
    warnings: recordedWarnings([...warnings, ...found.warnings]),
    audit: found.audit,
    denials: found.denied,
    typeChecking: prepared.typeChecking,
  };
  const [first] = found.denied;
  if (!first) return { ...answer, allowed: true, errors: [] };
  const { group, resource } = attributes.resource;
  return {
    ...answer,
    allowed: false,
    reason: first.reason,
    code: codes[first.reason] ?? 422,
    message: `${group === '' ? resource : `${resource}.${group}`} "${attributes.name}" is forbidden: ${first.message}`,
    errors: [{ message: first.message }],
  };
}
