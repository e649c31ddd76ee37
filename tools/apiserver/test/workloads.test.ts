import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import type { JsonObject } from 'kustomize-ts';
import { create, update, type Answer } from '../src/index.ts';
import { reviewPodTemplate } from '../src/plugin/pod-security/pod-security.ts';

/** What the registry of the API server said: of a new object, or of one that replaces another. */
interface Answered {
  readonly before?: JsonObject;
  readonly object: JsonObject;
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
}

/** What pod security says of a Pod: nothing, or what it violates. */
interface Reviewed {
  readonly level: string;
  readonly version: string;
  readonly object: JsonObject;
  readonly violations: string;
}

function read<Row>(file: string): readonly Row[] {
  const name = path.join(import.meta.dirname, 'workloads', file);
  return JSON.parse(readFileSync(name, 'utf8')) as Row[];
}

const answered = read<Answered>('answers.json');

for (const [kind, cases] of Map.groupBy(answered, ({ object }) => String(object['kind']))) {
  test(`${kind}: what the registry of the API server says`, (t) => {
    for (const recorded of cases) {
      const { before, object } = recorded;
      const answer = before ? update(before, object, { via: 'put' }) : create(object);
      t.deepEqual(said(answer), expected(recorded), JSON.stringify(recorded));
    }
  });
}

function said({ verdict, errors, warnings }: Answer): JsonObject {
  if (errors.length === 0) return { verdict, errors: [], warnings: [...warnings] };
  return { verdict, errors: errors.map(({ type, field }) => `${type} ${field}`).toSorted() };
}

function expected({ errors, warnings = [] }: Answered): JsonObject {
  if (errors === undefined) return { verdict: 'accepted', errors: [], warnings: [...warnings] };
  return { verdict: 'rejected', errors: [...errors].toSorted() };
}

test('pod security: what its evaluator says', (t) => {
  for (const { level, version, object: template, violations } of read<Reviewed>(
    'pod-security.json',
  )) {
    const namespaceLabels = {
      'pod-security.kubernetes.io/warn': level,
      'pod-security.kubernetes.io/warn-version': version,
    };
    const { warnings } = reviewPodTemplate({ template }, { serviceCIDRs: [], namespaceLabels });
    const policy = `PodSecurity "${level}:${version}"`;
    t.deepEqual(warnings, violations === '' ? [] : [`would violate ${policy}: ${violations}`]);
  }
});

const pod = (spec: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1' }], ...spec },
});
const runtimeClass: JsonObject = {
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name: 'sandboxed' },
  handler: 'runsc',
  overhead: { podFixed: { cpu: '250m' } },
  scheduling: { nodeSelector: { sandbox: 'yes' }, tolerations: [{ key: 'sandbox' }] },
};
const serviceAccount: JsonObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: {
    name: 'web',
    namespace: 'shop',
    annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' },
  },
  secrets: [{ name: 'own' }],
};
const priorityClass = (name: string, value: number, globalDefault = false): JsonObject => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  globalDefault,
});

/** The spec of a Pod that the server made of one that says only this. */
function admitted(spec: JsonObject, existing: readonly JsonObject[]): JsonObject {
  return (create(pod(spec), { existing }).defaulted ?? {})['spec'] as JsonObject;
}

test('admission takes into a Pod what its RuntimeClass says', (t) => {
  const { defaulted } = create(pod({ runtimeClassName: 'sandboxed' }), {
    existing: [runtimeClass],
  });
  const spec = defaulted?.['spec'] as JsonObject;
  t.deepEqual(spec['overhead'], { cpu: '250m' });
  t.deepEqual(spec['nodeSelector'], { sandbox: 'yes' });
  t.deepEqual((spec['tolerations'] as JsonObject[]).at(-1), { key: 'sandbox' });
});

test('admission takes the priority of a Pod from the classes of the cluster', (t) => {
  const existing = [priorityClass('high', 1000), priorityClass('usual', 10, true)];
  const priority = (spec: JsonObject): unknown => admitted(spec, existing)['priority'];
  t.is(priority({ priorityClassName: 'high' }), 1000);
  t.is(priority({ priorityClassName: 'system-node-critical' }), 2_000_001_000);
  t.is(priority({}), 10);
});

test('admission refuses', (t) => {
  const env = { name: 'A', valueFrom: { secretKeyRef: { name: 'other', key: 'a' } } };
  const app = { name: 'app', image: 'registry.example.com/app:1', env: [env] };
  const mirror = { metadata: { annotations: { 'kubernetes.io/config.mirror': 'a' } } };
  const refused: readonly [JsonObject, RegExp, JsonObject?][] = [
    [{ runtimeClassName: 'none' }, /RuntimeClass "none" not found/],
    [{ runtimeClassName: 'sandboxed', nodeSelector: { sandbox: 'no' } }, /conflict/],
    [{ overhead: { cpu: '1' } }, /Pod Overhead set without corresponding RuntimeClass/],
    [{ priorityClassName: 'none' }, /no PriorityClass with name none was found/],
    [{ priority: 5 }, /integer value of priority \(5\) must not be provided/],
    [{ serviceAccountName: 'none' }, /serviceaccount "none" not found/],
    [{ serviceAccountName: 'web' }, /a mirror pod may not reference service accounts/, mirror],
    [{ containers: [app] }, /a mirror pod may not reference secrets/, mirror],
    [
      { serviceAccountName: 'web', containers: [app] },
      /container app with envVar A referencing secret\.secretName="other" is not allowed because/,
    ],
    [
      { serviceAccountName: 'web', imagePullSecrets: [{ name: 'other' }] },
      /imagePullSecrets\[0\]\.name="other" is not allowed because service account web does not/,
    ],
  ];
  for (const [spec, message, { metadata } = {}] of refused) {
    const object = pod(spec);
    object['metadata'] = { ...(object['metadata'] as JsonObject), ...(metadata as JsonObject) };
    const answer = create(object, { existing: [runtimeClass, serviceAccount] });
    t.is(answer.verdict, 'rejected');
    t.regex(answer.message ?? '', message);
  }
  t.is(
    create(pod({ serviceAccountName: 'web' }), { existing: [serviceAccount] }).verdict,
    'accepted',
  );
});

test('tolerations in an annotation are a list of them, as JSON', (t) => {
  const send = (text: string): string | undefined =>
    create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'a',
        annotations: { 'scheduler.alpha.kubernetes.io/tolerations': text },
      },
      spec: { containers: [{ name: 'a', image: 'a' }] },
    }).errors[0]?.message;
  t.is(send('null'), undefined);
  t.is(send('[{"key": "a", "operator": "Exists", "other": 1}]'), undefined);
  const name = 'Invalid value: "scheduler.alpha.kubernetes.io/tolerations": ';
  for (const [text, problem] of [
    ['{}', `${name}json: cannot unmarshal object into Go value of type []core.Toleration`],
    ['[{"key": 1}]', 'cannot unmarshal number'],
    ['[', `${name}unexpected end of JSON input`],
    ['[null]', 'operator must be Exists when `key` is empty'],
    ['[{"KEY": "a b"}]', 'name part must consist of alphanumeric characters'],
  ] as const) {
    t.true(send(text)?.includes(problem), `${text}: ${send(text)}`);
  }
});

test('claims keep the limits of their namespace', (t) => {
  const send = (requests: JsonObject): string | undefined =>
    create(
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'a' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests } },
      },
      {
        existing: [
          {
            apiVersion: 'v1',
            kind: 'LimitRange',
            metadata: { name: 'a', namespace: 'default' },
            spec: {
              limits: [
                {
                  type: 'PersistentVolumeClaim',
                  min: { storage: '1024Mi' },
                  max: { storage: '2Gi' },
                },
              ],
            },
          },
        ],
      },
    ).message;
  t.is(send({ storage: '2Gi' }), undefined);
  const forbidden = 'persistentvolumeclaims "a" is forbidden: ';
  t.is(
    send({ storage: '1Mi' }),
    `${forbidden}minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi`,
  );
  t.is(
    send({ storage: '3Gi' }),
    `${forbidden}maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi`,
  );
});

test('a bound of a definition may be any number', (t) => {
  const { verdict, message } = create({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'zones.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Zone', plural: 'zones' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', maximum: 2n ** 63n - 1n } },
        },
      ],
    },
  });
  t.is(verdict, 'accepted', message);
});
