import { admit, create } from '@fingerpost/apiserver';
import type { AdmitAnswer, Answer, Cause, DecodeProblem } from '@fingerpost/apiserver';
import { getPath, KustomizeError, toJsonValue } from 'kustomize-ts';
import type { JsonObject, Resource } from 'kustomize-ts';
import { describeResource } from './finding.ts';
import type { Finding, Severity } from './finding.ts';
import { locateField } from './locate.ts';

/** A resource and what its manifest says. */
interface Manifest {
  readonly resource: Resource;
  readonly object: JsonObject;
}

/** What the resources of an environment mean to one another. */
export interface Cluster {
  readonly policies: readonly JsonObject[];
  readonly given: readonly JsonObject[];
  /** Labels of namespaces by their names. */
  readonly namespaces: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

const POLICY_KINDS = new Set(['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding']);
const GIVEN_KINDS = new Set(['Namespace', 'CustomResourceDefinition']);

/**
 * What the API server would say of each resource when it is created: what it cannot decode, what it refuses and warns
 * of, and what the ValidatingAdmissionPolicies of the cluster say.
 */
export function checkResources(resources: readonly Resource[], cluster: Cluster): Finding[] {
  const findings: Finding[] = [];
  const manifests = resources.flatMap((resource) => readManifest(resource, findings));
  for (const manifest of manifests) findings.push(...checkManifest(manifest, cluster));
  return findings;
}

/**
 * Reads what matters to others of everything that is in a cluster: policies, their bindings and parameters, namespaces
 * and definitions. What cannot be read is left out: it is a finding where it is checked.
 */
export function readCluster(resources: readonly Resource[]): Cluster {
  const ofKinds = (kinds: ReadonlySet<string>): JsonObject[] =>
    resources
      .filter(({ kind }) => kinds.has(kind))
      .flatMap((resource) => readManifest(resource, []))
      .map(({ object }) => object);
  // Objects of these kinds may be parameters of policies.
  const parameterKinds = resources
    .filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
    .map(parameterKindOf);
  const namespaces = resources.filter(({ kind }) => kind === 'Namespace');
  return {
    policies: ofKinds(POLICY_KINDS),
    given: ofKinds(new Set([...GIVEN_KINDS, ...parameterKinds])),
    namespaces: new Map(namespaces.map((resource) => [resource.name, labelsOf(resource)])),
  };
}

function readManifest(resource: Resource, findings: Finding[]): Manifest[] {
  try {
    const object = toJsonValue(resource.node);
    // A node that is a mapping is an object.
    return [{ resource, object: object as JsonObject }];
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    findings.push(makeFinding(resource, 'schema/invalid-yaml', 'error', error.reason, ''));
    return [];
  }
}

function parameterKindOf({ node }: Resource): string {
  const kind = getPath(node, 'spec', 'paramKind', 'kind');
  return kind?.kind === 'scalar' ? kind.value : '';
}

function labelsOf({ node }: Resource): Record<string, string> {
  const labels = getPath(node, 'metadata', 'labels');
  if (labels?.kind !== 'mapping') return {};
  return Object.fromEntries(
    labels.entries.flatMap(({ key, value }) =>
      key.kind === 'scalar' && value.kind === 'scalar' ? [[key.value, value.value]] : [],
    ),
  );
}

function checkManifest({ resource, object }: Manifest, cluster: Cluster): Finding[] {
  const namespaceLabels = cluster.namespaces.get(resource.namespace ?? '');
  const options = {
    namespace: resource.namespace ?? 'default',
    ...(namespaceLabels && { namespaceLabels }),
  };
  const answer = create(object, options);
  const findings = [
    ...refusals(resource, answer),
    ...answer.warnings.map((text) => makeFinding(resource, 'api/warning', 'warning', text, '')),
  ];
  if (answer.verdict === 'rejected' || cluster.policies.length === 0) return findings;
  const { policies, given } = cluster;
  const admitted = admit(
    { operation: 'CREATE', object },
    { policies, given, ...(namespaceLabels && { namespaceLabels }) },
  );
  return [...findings, ...admissionFindings(resource, admitted, answer)];
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

const WARNED =
  /^Validation failed for ValidatingAdmissionPolicy '([^']+)' with binding '[^']+': (.*)$/s;
const DENIED = /^.*? denied request: /s;

function admissionFindings(resource: Resource, answer: AdmitAnswer, created: Answer): Finding[] {
  const findings = answer.denials.map(({ policy, message }) =>
    makeFinding(resource, `admission/${policy}`, 'error', message.replace(DENIED, ''), ''),
  );
  for (const warning of answer.warnings) {
    if (created.warnings.includes(warning)) continue;
    const [, policy = 'warning', message = warning] = WARNED.exec(warning) ?? [];
    findings.push(makeFinding(resource, `admission/${policy}`, 'warning', message, ''));
  }
  if (answer.allowed === true || findings.some(({ severity }) => severity === 'error'))
    return findings;
  // Nothing fails open: what could not be evaluated is refused.
  const reason = answer.policyRejected
    ? `not evaluated, because a policy is refused: ${answer.policyRejected.message ?? ''}`
    : (answer.message ?? 'the request is refused');
  return [...findings, makeFinding(resource, 'admission/not-evaluated', 'error', reason, '')];
}

function makeFinding(
  resource: Resource,
  rule: string,
  severity: Severity,
  message: string,
  field: string,
): Finding {
  const place = locateField(resource.node, field);
  return {
    rule,
    severity,
    message,
    resource: describeResource(resource),
    field,
    file: place?.path ?? '',
    ...(place?.line !== undefined && { line: place.line }),
    ...(place?.column !== undefined && { column: place.column }),
    overlays: [],
  };
}
