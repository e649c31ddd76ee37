import { admit, object, text } from '@fingerpost/apiserver';
import type { AdmitAnswer, Answer, Cause, DecodeProblem } from '@fingerpost/apiserver';
import type { Store, StoredObject } from '@fingerpost/discovery';
import type { JsonObject, Resource } from 'kustomize-ts';
import type { Finding, Severity } from './finding.ts';
import { placeOfField } from './place.ts';
import type { CheckedModel } from './run-rules.ts';
import { documentationOf, fixOf } from './server/rule-texts.ts';

type OverlaysOf = CheckedModel['overlaysOf'];

const POLICY_KINDS = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];
const GIVEN_KINDS = ['Namespace', 'CustomResourceDefinition'];

/**
 * What the API server says of each object when it is created: what it cannot decode, what it refuses and warns of, and
 * what the ValidatingAdmissionPolicies of the cluster say.
 */
export function checkObjects(
  objects: readonly StoredObject[],
  store: Store,
  overlaysOf: OverlaysOf,
): Finding[] {
  const admission = admissionOf(store);
  return objects.flatMap((stored) =>
    withOverlays(checkObject(stored, admission), overlaysOf(stored.resource)),
  );
}

function checkObject(stored: StoredObject, admission: Admission): Finding[] {
  return [
    ...refusals(stored.resource, stored.answer),
    ...stored.answer.warnings.map((warning) =>
      makeFinding(stored.resource, 'api/warning', 'warning', warning, ''),
    ),
    ...unchecked(stored.resource, stored.answer),
    ...admissionFindings(stored, admission),
  ];
}

/** What cannot be read as an object at all. */
export function unreadableFindings(
  unreadable: Store['unreadable'],
  overlaysOf: OverlaysOf,
): Finding[] {
  return unreadable.flatMap(({ resource, reason }) =>
    withOverlays(
      [makeFinding(resource, 'schema/invalid-yaml', 'error', reason, '')],
      overlaysOf(resource),
    ),
  );
}

function withOverlays(findings: readonly Finding[], overlays: readonly string[] = []): Finding[] {
  return findings.map((finding) => ({ ...finding, overlays }));
}

/** What admission policies look at beside the request. */
interface Admission {
  readonly policies: readonly JsonObject[];
  readonly given: readonly JsonObject[];
  readonly store: Store;
}

function admissionOf(store: Store): Admission {
  const policies = store.objects.filter(({ kind }) => POLICY_KINDS.includes(kind));
  // Objects of these kinds may be parameters of policies.
  const parameterKinds = new Set([...GIVEN_KINDS, ...policies.map(parameterKindOf)]);
  return {
    policies: policies.map(({ written }) => written),
    given: store.objects
      .filter(({ kind }) => parameterKinds.has(kind))
      .map(({ written }) => written),
    store,
  };
}

function parameterKindOf({ object: policy }: StoredObject): string {
  return text(object(object(policy, 'spec'), 'paramKind'), 'kind');
}

/** Everything that stands in the way of the object; what names no field concerns all of it. */
function refusals(resource: Resource, answer: Answer): Finding[] {
  if (answer.verdict === 'accepted') return [];
  const { problems = [], errors, message = 'the API server refuses it' } = answer;
  const found = [
    ...problems.map((problem) => problemFinding(resource, problem)),
    ...errors.map((cause) => causeFinding(resource, cause)),
  ];
  if (found.length > 0) return found;
  return [makeFinding(resource, `api/${kebab(answer.reason ?? 'Invalid')}`, 'error', message, '')];
}

/** Nothing passes in silence: of some kinds only what all objects have in common is known. */
function unchecked(resource: Resource, { verdict, checked }: Answer): Finding[] {
  if (verdict === 'rejected' || checked === 'rules') return [];
  const message = `only types and metadata were checked: the API server has more rules for a ${resource.kind}`;
  return [makeFinding(resource, 'api/unchecked', 'caution', message, '')];
}

function problemFinding(resource: Resource, { kind, field, message }: DecodeProblem): Finding {
  return makeFinding(resource, `schema/${kind}`, 'error', message, field);
}

function causeFinding(resource: Resource, { type, field = '', message }: Cause): Finding {
  return makeFinding(resource, `api/${kebab(type ?? 'InternalError')}`, 'error', message, field);
}

/** `FieldValueNotSupported` -> `field-value-not-supported`. */
function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
}

function admissionFindings(
  { resource, written, namespace, answer: created }: StoredObject,
  { policies, given, store }: Admission,
): Finding[] {
  if (created.verdict === 'rejected' || policies.length === 0) return [];
  const namespaceLabels = Object.fromEntries(store.namespaceLabels(namespace));
  const answer = admit(
    { operation: 'CREATE', object: written, created },
    { policies, given, namespaceLabels },
  );
  return [
    ...denials(resource, answer),
    ...warnings(resource, answer, created),
    ...notEvaluated(resource, answer),
  ];
}

const WARNED =
  /^Validation failed for ValidatingAdmissionPolicy '([^']+)' with binding '[^']+': (.*)$/s;
const DENIED = /^.*? denied request: /s;

function denials(resource: Resource, answer: AdmitAnswer): Finding[] {
  return answer.denials.map(({ policy, message }) =>
    makeFinding(resource, `admission/${policy}`, 'error', message.replace(DENIED, ''), ''),
  );
}

function warnings(resource: Resource, answer: AdmitAnswer, created: Answer): Finding[] {
  return answer.warnings.flatMap((warning) => {
    if (created.warnings.includes(warning)) return [];
    const [, policy = 'warning', message = warning] = WARNED.exec(warning) ?? [];
    return [makeFinding(resource, `admission/${policy}`, 'warning', message, '')];
  });
}

/** Nothing fails open: what could not be evaluated is refused. */
function notEvaluated(resource: Resource, answer: AdmitAnswer): Finding[] {
  if (answer.allowed === true || answer.denials.length > 0) return [];
  const reason = answer.policyRejected
    ? `not evaluated, because a policy is refused: ${answer.policyRejected.message ?? ''}`
    : (answer.message ?? 'the request is refused');
  return [makeFinding(resource, 'admission/not-evaluated', 'error', reason, '')];
}

function makeFinding(
  resource: Resource,
  rule: string,
  severity: Severity,
  message: string,
  field: string,
): Finding {
  return {
    rule,
    severity,
    message,
    ...placeOfField(resource, field),
    related: [],
    fix: fixOf(rule),
    documentation: documentationOf(rule),
    overlays: [],
  };
}
