import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from 'kustomize-ts';
import { admit, type AdmissionRequest } from '../../src/admit.ts';
import { isObject, object, objects, text } from '../../src/field/read.ts';
import { goKind, type GoType } from '../../src/schema/types.ts';
import type { Response, Send } from './api-server.ts';
import { collectionPath } from './corpus.ts';
import { mutants } from './mutations.ts';

/** A request under policies, as `cluster/admission.json` has it. */
export interface AdmissionCase extends JsonObject {
  readonly policies: JsonObject[];
  readonly request: JsonObject;
}

/** What both said; `differs` names the parts that are not equal. */
export interface AdmissionComparison {
  readonly input: AdmissionCase;
  readonly differs: readonly string[];
  readonly server: JsonObject;
  readonly ours: JsonObject;
}

// A server looks for new policies once a second.
const IN_FORCE = 1500;
const PATIENCE = 100;
const POLICY_KINDS = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];

/** Recorded cases with changed policies and objects, and policies that tell what they see of an object. */
export function admissionCases(
  corpus: ReadonlyMap<string, readonly JsonObject[]>,
): fc.Arbitrary<AdmissionCase> {
  const url = new URL('../cluster/admission.json', import.meta.url);
  const recorded = (JSON.parse(readFileSync(url, 'utf8')) as AdmissionCase[])
    .map(({ policies, request, namespaceLabels }) => ({
      policies,
      request,
      ...(namespaceLabels === undefined ? {} : { namespaceLabels }),
    }))
    .filter((one) => !/"\$(?:repeat|keys)"|"Namespace"|"StorageClass"/.test(JSON.stringify(one)));
  const policies = recorded.flatMap((one) => one.policies);
  const ofKind = (kind: string): JsonObject[] => policies.filter((one) => one['kind'] === kind);
  const changed = fc.constantFrom(...recorded).chain((one) =>
    fc
      .tuple(
        ...one.policies.map((policy) =>
          fc.oneof(
            fc.constant(policy),
            mutants(ofKind(text(policy, 'kind')), [policy]).map((other) => renamed(other, policy)),
          ),
        ),
      )
      .map((others) => ({ ...one, policies: others })),
  );
  const services = corpus.get('service') ?? [];
  const otherObject = fc
    .tuple(fc.constantFrom(...recorded), fc.oneof(fc.constantFrom(...services), mutants(services)))
    .filter(([one]) => object(one.request, 'object')?.['kind'] === 'Service')
    .map(([one, service]) => ({
      ...one,
      request: { ...one.request, object: inShop(service) },
    }));
  const seen = fc
    .constantFrom(...[...corpus.keys()].filter((kind) => SEEN.includes(kind)))
    .chain((kind) => fc.constantFrom(...(corpus.get(kind) ?? [])))
    .filter((one) => object(one, 'metadata')?.['namespace'] === 'shop')
    .chain((one) => fc.tuple(mutants([one]), fc.nat()).map(([other, seed]) => sight(other, seed)));
  return fc.oneof(changed, otherObject, seen);
}

const SEEN = [
  'service',
  'endpointslice',
  'ingress',
  'networkpolicy',
  'deployment',
  'statefulset',
  'daemonset',
  'job',
  'cronjob',
  'pod',
  'configmap',
  'horizontalpodautoscaler',
  'poddisruptionbudget',
  'persistentvolumeclaim',
];

function renamed(policy: JsonObject, like: JsonObject): JsonObject {
  return { ...policy, metadata: like['metadata'] ?? null };
}

function inShop(one: JsonObject): JsonObject {
  return { ...one, metadata: { ...object(one, 'metadata'), namespace: 'shop', name: 'web' } };
}

/** A request under a policy that refuses it, with some of what it sees as its message. */
function sight(one: JsonObject, seed: number): AdmissionCase {
  const apiVersion = text(one, 'apiVersion');
  const go = goKind(apiVersion, text(one, 'kind'));
  const all = go === undefined ? [] : pathsOf(go.type, 'object', 0);
  const start = seed % Math.max(all.length, 1);
  const some = [...all.slice(start), ...all.slice(0, start)].slice(0, 40);
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const resourceRules = [
    {
      apiGroups: [group ?? ''],
      apiVersions: [version ?? ''],
      operations: ['CREATE'],
      resources: [go?.resource ?? ''],
    },
  ];
  const messageExpression = some.map((path, index) => `(${path} ? '${index} ' : '')`).join(' + ');
  return {
    policies: [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name: 'check' },
        spec: {
          matchConstraints: { resourceRules },
          validations: [{ expression: 'false', messageExpression }],
        },
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name: 'check' },
        spec: { policyName: 'check', validationActions: ['Deny'] },
      },
    ],
    request: { operation: 'CREATE', object: one },
  };
}

const DEEPEST = 5;

/** Expressions that say whether a field is there, for all fields of a type. */
function pathsOf(type: GoType, path: string, depth: number): string[] {
  if (type.kind === 'pointer') return pathsOf(type.element, path, depth);
  if (type.kind === 'list') return pathsOf(type.element, `${path}[?0]`, depth + 1);
  if (type.kind !== 'struct' || depth > DEEPEST) return [];
  return [...type.fields].flatMap(([name, field]) => {
    if (depth === 0 && !['metadata', 'spec', 'endpoints', 'ports', 'data'].includes(name))
      return [];
    if (path === 'object.?metadata') return [];
    const inner = `${path}.?${name}`;
    return [`${inner}.hasValue()`, ...pathsOf(field.type, inner, depth + 1)];
  });
}

/** Asks both about many cases at once, as policies take their time to come into force. */
export async function compareAdmissions(
  send: Send,
  cases: readonly AdmissionCase[],
): Promise<AdmissionComparison[]> {
  const moved = cases.map((input, index) => ({ input, moved: moveTo(`-c${index}`, input) }));
  const prepared = await Promise.all(
    moved.map(async ({ input, moved: one }, index) => ({
      input,
      one,
      suffix: `-c${index}`,
      refused: await prepare(send, `shop-c${index}`, one),
    })),
  );
  await untilInForce(send);
  const answers = await Promise.all(
    prepared.map(async ({ input, one, suffix, refused }) => {
      const server = refused ?? (await ask(send, one));
      return server && compare(input, without(suffix, server));
    }),
  );
  await Promise.all(prepared.map(({ one }) => clear(send, one)));
  return answers.filter((answer) => answer !== undefined);
}

/** Names of policies and namespaces get an end of their own, and each binding looks at its namespace alone. */
function moveTo(suffix: string, { policies, request, ...rest }: AdmissionCase): AdmissionCase {
  const visit = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, field]): [string, JsonValue] =>
      key === 'namespace' && (field === 'shop' || field === 'other')
        ? [key, `${field}${suffix}`]
        : [key, visit(field)],
    );
    return Object.fromEntries(entries);
  };
  return {
    ...rest,
    request: visit(request) as JsonObject,
    policies: policies.map((policy) => {
      const result = visit(policy) as JsonObject;
      if (!POLICY_KINDS.includes(text(policy, 'kind'))) return result;
      const metadata = object(result, 'metadata') ?? {};
      metadata['name'] = text(metadata, 'name') + suffix;
      const spec = object(result, 'spec');
      if (text(policy, 'kind') !== POLICY_KINDS[1] || spec === undefined) return result;
      if (text(spec, 'policyName') !== '') spec['policyName'] = text(spec, 'policyName') + suffix;
      const matches = object(spec, 'matchResources') ?? {};
      const selector = object(matches, 'namespaceSelector') ?? {};
      const alone = {
        key: 'kubernetes.io/metadata.name',
        operator: 'In',
        values: [`shop${suffix}`],
      };
      const matchExpressions = [...objects(selector, 'matchExpressions'), alone];
      spec['matchResources'] = { ...matches, namespaceSelector: { ...selector, matchExpressions } };
      return result;
    }),
  };
}

/** Waits for a policy that is made last, and then a little. */
async function untilInForce(send: Send): Promise<void> {
  const name = 'differential-marker';
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' } };
  const marker = (policy: object): JsonObject[] => sightOfNothing(name, policy);
  const policies = marker({
    matchConditions: [{ name, expression: `object.metadata.name == '${name}'` }],
  });
  for (const policy of policies) await send('POST', collectionPath(policy), JSON.stringify(policy));
  for (let again = 0; again < PATIENCE; again++) {
    await delay(200);
    const path = `${collectionPath(config)}?dryRun=All`;
    if ((await send('POST', path, JSON.stringify(config))).code >= 300) break;
  }
  for (const policy of policies) await send('DELETE', `${collectionPath(policy)}/${name}`);
  await delay(IN_FORCE);
}

function sightOfNothing(name: string, spec: object): JsonObject[] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const resourceRules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
  ];
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        matchConstraints: { resourceRules },
        validations: [{ expression: 'false' }],
        ...spec,
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ];
}

/** Makes all that a request needs; the answer to the first policy that is refused. */
async function prepare(
  send: Send,
  namespace: string,
  { policies, request, namespaceLabels }: AdmissionCase,
): Promise<JsonObject | undefined> {
  const labels = isObject(namespaceLabels) ? namespaceLabels : {};
  const metadata = { name: namespace, labels };
  await send('POST', '/api/v1/namespaces', JSON.stringify({ metadata }));
  await send('PUT', `/api/v1/namespaces/${namespace}`, JSON.stringify({ metadata }));
  const account = { metadata: { name: 'default' } };
  const other = { name: namespace.replace('shop', 'other') };
  await send('POST', '/api/v1/namespaces', JSON.stringify({ metadata: other }));
  await send('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, JSON.stringify(account));
  const old =
    request['operation'] === 'UPDATE'
      ? (object(request, 'oldObject') ?? object(request, 'object'))
      : undefined;
  if (old !== undefined) await send('POST', collectionPath(old), JSON.stringify(old));
  for (const policy of policies) {
    const path = `${collectionPath(policy)}?fieldValidation=Strict`;
    const response = await send('POST', path, JSON.stringify(policy));
    if (response.code < 300) continue;
    return { policyRejected: refusal(response) };
  }
  return undefined;
}

function refusal({ code, body, warnings }: Response): JsonObject {
  const causes = objects(object(body, 'details'), 'causes');
  return {
    reason: text(body, 'reason'),
    code,
    message: text(body, 'message'),
    errors: causes.map((cause) => ({
      ...(cause['field'] === undefined ? {} : { field: text(cause, 'field') }),
      ...(cause['reason'] === undefined ? {} : { type: text(cause, 'reason') }),
      message: text(cause, 'message'),
    })),
    warnings: [...warnings],
  };
}

async function ask(
  send: Send,
  { request, policies }: AdmissionCase,
): Promise<JsonObject | undefined> {
  const target = object(request, 'object') ?? {};
  const path = collectionPath(target);
  const own = `${path}/${encodeURIComponent(text(object(target, 'metadata'), 'name'))}`;
  const query =
    request['dryRun'] === true ? 'fieldValidation=Strict&dryRun=All' : 'fieldValidation=Strict';
  let response: Response;
  if (request['operation'] === 'UPDATE') {
    const live = await send('GET', own);
    if (live.code !== 200) return undefined;
    const { resourceVersion } = object(live.body, 'metadata') ?? {};
    const metadata = { ...object(target, 'metadata'), resourceVersion: resourceVersion ?? '' };
    response = await send('PUT', `${own}?${query}`, JSON.stringify({ ...target, metadata }));
  } else if (request['operation'] === 'CREATE') {
    response = await send('POST', `${path}?${query}`, JSON.stringify(target));
  } else return undefined;
  const typeChecking = await typeWarnings(send, policies);
  if (response.code < 300) {
    return { allowed: true, errors: [], warnings: [...response.warnings], typeChecking };
  }
  return { allowed: false, ...refusal(response), typeChecking };
}

async function typeWarnings(send: Send, policies: readonly JsonObject[]): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  for (const policy of policies.filter((one) => one['kind'] === POLICY_KINDS[0])) {
    const name = text(object(policy, 'metadata'), 'name');
    let body: JsonObject = {};
    for (let again = 0; again < PATIENCE; again++) {
      ({ body } = await send('GET', `${collectionPath(policy)}/${name}`));
      if (object(body, 'status')?.['observedGeneration'] !== undefined) break;
      await delay(200);
    }
    const typeChecking = object(object(body, 'status'), 'typeChecking');
    for (const { fieldRef, warning } of objects(typeChecking, 'expressionWarnings')) {
      found.push({ field: fieldRef ?? '', warning: warning ?? '' });
    }
  }
  return found;
}

async function clear(send: Send, { policies, request }: AdmissionCase): Promise<void> {
  const target = object(request, 'object') ?? {};
  for (const one of [...policies.toReversed(), target]) {
    const name = text(object(one, 'metadata'), 'name');
    if (name === '') continue;
    const path = `${collectionPath(one)}/${encodeURIComponent(name)}`;
    await send('DELETE', `${path}?gracePeriodSeconds=0&propagationPolicy=Background`);
    const finalizers = JSON.stringify({ metadata: { finalizers: null } });
    if (one === target) await send('PATCH', path, finalizers, 'application/merge-patch+json');
  }
}

const UID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function without(suffix: string, answer: JsonObject): JsonObject {
  const plain = JSON.stringify(answer)
    .replaceAll(suffix, '')
    .replaceAll(UID, '<uid>')
    .replaceAll(/\b(web|app|check|x)-[a-z0-9]{5}\b/g, '$1-<random>');
  return JSON.parse(plain) as JsonObject;
}

function compare(input: AdmissionCase, server: JsonObject): AdmissionComparison {
  const { policies, request, namespaceLabels } = input;
  const answer = admit(request as JsonObject & AdmissionRequest, {
    policies,
    ...(isObject(namespaceLabels)
      ? { namespaceLabels: namespaceLabels as Readonly<Record<string, string>> }
      : {}),
  });
  const { policyRejected } = answer;
  const ours = without(
    '-none-',
    JSON.parse(JSON.stringify(policyRejected ? { policyRejected } : answer)) as JsonObject,
  );
  const parts = ['allowed', 'reason', 'code', 'message', 'errors', 'warnings'];
  const pick = (from: JsonObject): JsonObject =>
    Object.fromEntries(parts.map((part) => [part, from[part] ?? null]));
  const rejected = [object(server, 'policyRejected'), object(ours, 'policyRejected')];
  const [theirs, own] =
    rejected[0] || rejected[1]
      ? [pick(rejected[0] ?? {}), pick(rejected[1] ?? {})]
      : [
          { ...pick(server), typeChecking: server['typeChecking'] ?? [] },
          { ...pick(ours), typeChecking: ours['typeChecking'] ?? [] },
        ];
  const differs = Object.keys(theirs).filter(
    (part) => JSON.stringify(theirs[part]) !== JSON.stringify(own[part]),
  );
  return { input, differs, server: theirs, ours: own };
}
