import { readFileSync } from 'node:fs';
import test from 'ava';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import type { AdmissionRequest, AdmitAnswer } from '../src/admit.ts';
import { admit } from '../src/admit.ts';
import { isObject } from '../src/field/read.ts';

interface Recorded {
  readonly name: string;
  readonly policies: readonly JsonObject[];
  readonly request: AdmissionRequest;
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  readonly allowed?: boolean;
  readonly reason?: string;
  readonly code?: number;
  readonly message?: string;
  /** Of several denials, which one is reported is chance. */
  readonly messageStartsWith?: string;
  readonly errors?: readonly JsonObject[];
  readonly warnings?: readonly string[];
  readonly audit?: Readonly<Record<string, string>>;
  readonly typeChecking?: readonly JsonObject[];
  readonly policyRejected?: JsonObject;
}

/** Texts and maps that the recording abbreviates: `$repeat` and `$keys`. */
function unfold(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(unfold);
  const repeat = value['$repeat'];
  if (Array.isArray(repeat)) return String(repeat[0]).repeat(Number(repeat[1]));
  const item = unfold(value['$value'] ?? null);
  if ('$keys' in value) {
    return Object.fromEntries(
      Array.from({ length: Number(value['$keys']) }, (_, index) => [`k${index}`, item]),
    );
  }
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, unfold(field)]));
}

function requestOf({ request }: Recorded): AdmissionRequest {
  const object = unfold(request.object);
  return { ...request, object: isObject(object) ? object : {} };
}

/** What the recording says of a request; a refused policy says all. */
function expected(recorded: Recorded): object {
  const { policyRejected, typeChecking = [], audit = {} } = recorded;
  if (policyRejected) return { policyRejected, typeChecking };
  const { allowed, reason, code, message, errors, warnings } = recorded;
  if (allowed) return { allowed, warnings, audit, typeChecking };
  if (recorded.messageStartsWith !== undefined)
    return { allowed, warnings, audit, typeChecking, reason, code };
  return { allowed, warnings, audit, typeChecking, reason, code, message, errors };
}

function given(answer: AdmitAnswer, { messageStartsWith }: Recorded): object {
  const { typeChecking, allowed, warnings, audit, reason, code, policyRejected } = answer;
  if (policyRejected) {
    const { reason: why, code: status, message, errors, warnings: texts } = policyRejected;
    return {
      policyRejected: { reason: why, code: status, message, errors, warnings: texts },
      typeChecking,
    };
  }
  if (allowed) return { allowed, warnings, audit, typeChecking };
  if (messageStartsWith !== undefined)
    return { allowed, warnings, audit, typeChecking, reason, code };
  const message = answer.message?.replaceAll('xxxxx', '<random>');
  return { allowed, warnings, audit, typeChecking, reason, code, message, errors: answer.errors };
}

const recordings = JSON.parse(
  readFileSync(new URL('cluster/admission.json', import.meta.url), 'utf8'),
) as readonly Recorded[];

for (const group of new Set(recordings.map(({ name }) => name.split('/')[0] ?? ''))) {
  test(`policies answer as a real API server: ${group}`, (t) => {
    const own = recordings.filter(({ name }) => name.startsWith(`${group}/`));
    for (const recorded of own) {
      const { namespaceLabels, policies } = recorded;
      const answer = admit(requestOf(recorded), {
        policies,
        ...(namespaceLabels ? { namespaceLabels } : {}),
      });
      t.deepEqual(given(answer, recorded), expected(recorded), recorded.name);
      if (recorded.messageStartsWith !== undefined)
        t.true(answer.message?.startsWith(recorded.messageStartsWith));
    }
    t.log(`${own.length} of ${own.length}`);
  });
}

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] },
};

function policy(spec: JsonObject): JsonObject {
  const resourceRules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['services'] },
  ];
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'check' },
    spec: { matchConstraints: { resourceRules }, ...spec },
  };
}

function binding(spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'check' },
    spec: { policyName: 'check', validationActions: ['Deny'], ...spec },
  };
}

/** The first denial, without the names of policy and binding. */
function denial(spec: JsonObject, bindingSpec?: JsonObject): string | undefined {
  const { message } = admit(
    { operation: 'CREATE', object: service },
    { policies: [policy(spec), binding(bindingSpec)] },
  );
  return message?.replace(/^.*denied request: /u, '');
}

test('conditions: an error beside a false condition is no match, an error alone follows the failurePolicy', (t) => {
  const conditions = (...expressions: readonly string[]): JsonObject => ({
    matchConditions: expressions.map((expression, index) => ({ name: `c${index}`, expression })),
    validations: [{ expression: 'false', message: 'matched' }],
  });
  t.is(denial(conditions('object.nope == 1', 'false')), undefined);
  t.is(
    denial(conditions('true', 'object.nope == 1')),
    "expression 'object.nope == 1' resulted in error: no such key: nope",
  );
  t.is(denial({ ...conditions('object.nope == 1'), failurePolicy: 'Ignore' }), undefined);
  t.is(
    denial(conditions("namespaceObject.metadata.name == 'shop'")),
    "expression 'namespaceObject.metadata.name == 'shop'' resulted in error: no such key: metadata",
  );
});

test('parameters: what cannot be found follows parameterNotFoundAction and failurePolicy', (t) => {
  const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
  const validations = [{ expression: 'params == null', message: 'has parameters' }];
  const missing = { paramRef: { name: 'nope', parameterNotFoundAction: 'Deny' } };
  t.is(
    denial({ paramKind, validations }, missing),
    'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
  );
  t.is(denial({ paramKind, validations, failurePolicy: 'Ignore' }, missing), undefined);
  t.is(denial({ paramKind, validations }), undefined);
  t.is(
    denial({ paramKind: { apiVersion: 'example.com/v1', kind: 'Limit' }, validations }, missing),
    "failed to configure policy: failed to find resource referenced by paramKind: 'example.com/v1, Kind=Limit'",
  );
});

test('another version of a resource is equivalent unless the policy says Exact', (t) => {
  const object = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 3,
    },
  };
  const resourceRules = [
    {
      apiGroups: ['autoscaling'],
      apiVersions: ['v1'],
      operations: ['CREATE'],
      resources: ['horizontalpodautoscalers'],
    },
  ];
  const validations = [
    {
      expression: "object.apiVersion != 'autoscaling/v1' || request.kind.version != 'v1'",
      message: 'm',
    },
  ];
  const allowed = (matchPolicy: string): boolean | undefined =>
    admit(
      { operation: 'CREATE', object },
      {
        policies: [
          policy({ matchConstraints: { resourceRules, matchPolicy }, validations }),
          binding(),
        ],
      },
    ).allowed;
  t.false(allowed('Equivalent'));
  t.true(allowed('Exact'));
});

test('the budget of a binding is shared by its validations', (t) => {
  const heavy = 'lists.range(900000).size() > 0';
  const validations = Array.from({ length: 12 }, () => ({ expression: heavy }));
  t.is(denial({ validations: validations.slice(0, 11) }), undefined);
  t.is(
    denial({ validations }),
    'validation failed due to running out of cost budget, no further validation rules will be run',
  );
});

test('custom resources are sent through the rules of their definition and through policies', (t) => {
  const schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: { size: { type: 'integer' } },
        'x-kubernetes-validations': [
          { rule: 'self.size > 0', message: 'size must be positive' },
          { rule: 'self.size >= oldSelf.size', message: 'size must not shrink' },
        ],
      },
    },
  };
  const definition: JsonObject = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Widget', plural: 'widgets' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
  const widget = (size: number): JsonObject => ({
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'a', namespace: 'shop' },
    spec: { size },
  });
  const resourceRules = [
    { apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['*'], resources: ['widgets'] },
  ];
  const validations = [{ expression: 'object.spec.size < 10', message: 'too large' }];
  const policies = [policy({ matchConstraints: { resourceRules }, validations }), binding()];
  const message = (request: AdmissionRequest): string | undefined =>
    admit(request, { policies, given: [definition] }).message;
  t.is(message({ operation: 'CREATE', object: widget(1) }), undefined);
  t.is(
    message({ operation: 'CREATE', object: widget(0) }),
    'Widget.example.com "a" is invalid: spec: Invalid value: size must be positive',
  );
  t.is(
    message({ operation: 'UPDATE', oldObject: widget(3), object: widget(2) }),
    'Widget.example.com "a" is invalid: spec: Invalid value: size must not shrink',
  );
  t.is(
    message({ operation: 'CREATE', object: widget(10) }),
    `widgets.example.com "a" is forbidden: ValidatingAdmissionPolicy 'check' with binding 'check' denied request: too large`,
  );
});
