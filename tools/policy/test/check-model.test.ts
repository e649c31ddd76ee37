import test from 'ava';
import { defaultEnvironment, discover } from '@fingerpost/discovery';
import { checkModel, duplicateKeyFindings, mergeFindings } from '@fingerpost/policy';
import type { Finding } from '@fingerpost/policy';
import { memoryFileSystem, readResources } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';

function read(text: string): readonly Resource[] {
  const { resources, errors } = readResources(['/a.yaml'], memoryFileSystem({ '/a.yaml': text }));
  if (errors[0]) throw errors[0];
  return resources;
}

function show({ rule, severity, resource, field, file, line, column }: Finding): string {
  return `${file}:${line}:${column} ${severity} ${rule} ${resource} ${field}`;
}

function findings(text: string, cluster = ''): readonly Finding[] {
  const resources = read(text);
  const own = new Set(resources);
  const model = discover([...resources, ...read(cluster)]);
  const overlaysOf = (resource: Resource): readonly string[] | undefined =>
    own.has(resource) ? [] : undefined;
  return checkModel({ model, complete: false, overlaysOf }, []);
}

function check(text: string, cluster = ''): string[] {
  return findings(text, cluster).map(show);
}

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: edge\nspec:\n';

test('what the decoder refuses stands on its line', (t) => {
  t.deepEqual(check(`${SERVICE}  typ: ClusterIP\n  ports: [{port: 80}]\n`), [
    '/a.yaml:7:8 error schema/unknown-field Service/edge/web spec.typ',
  ]);
  t.deepEqual(check(`${SERVICE}  ports:\n  - port: eighty\n`), [
    '/a.yaml:8:11 error schema/wrong-type Service/edge/web spec.ports[0].port',
  ]);
});

test('a key that stands twice', (t) => {
  const { duplicateKeys } = readResources(
    ['/a.yaml'],
    memoryFileSystem({
      '/a.yaml': `${SERVICE}  type: NodePort\n  type: ClusterIP\n---\n${SERVICE}  ports:\n  - &p {name: a, port: 80}\n  - <<: *p\n    name: b\n`,
    }),
  );
  t.deepEqual(duplicateKeyFindings(duplicateKeys).map(show), [
    '/a.yaml:8:9 error schema/duplicate-field Service/edge/web ',
    '/a.yaml:19:11 error schema/duplicate-field Service/edge/web ',
  ]);
});

test('what is invalid stands on its line, what is missing where it would stand', (t) => {
  t.deepEqual(check(`${SERVICE}  ports:\n  - port: 80\n    protocol: tcp\n`), [
    '/a.yaml:9:15 error api/field-value-not-supported Service/edge/web spec.ports[0].protocol',
  ]);
  t.deepEqual(check(`${SERVICE}  type: ExternalName\n`), [
    '/a.yaml:6:1 error api/field-value-required Service/edge/web spec.externalName',
  ]);
});

test('an address of a cluster whose range nobody knows is no error', (t) => {
  const service = `${SERVICE}  clusterIP: 10.43.1.2\n  ports: [{port: 80}]\n`;
  t.deepEqual(check(service), [
    '/a.yaml:6:1 caution api/field-value-invalid Service/edge/web spec.clusterIPs',
  ]);
  const resources = read(service);
  const overlaysOf = (): readonly string[] => [];
  const model = discover(resources, { ...defaultEnvironment, serviceCIDRs: ['10.96.0.0/16'] });
  t.deepEqual(
    checkModel({ model, complete: true, overlaysOf }, []).map(({ severity }) => severity),
    ['error'],
  );
});

test('a warning is no error', (t) => {
  const [finding, ...rest] = findings(
    'apiVersion: v1\nkind: Endpoints\nmetadata: {name: web, namespace: edge}\n',
  );
  t.deepEqual(rest, []);
  t.like(finding, { rule: 'api/warning', severity: 'warning', line: 1 });
  t.regex(finding?.message ?? '', /deprecated/);
});

test('a kind whose rules are not known does not pass in silence', (t) => {
  t.deepEqual(check('apiVersion: v1\nkind: LimitRange\nmetadata: {name: a, namespace: edge}\n'), [
    '/a.yaml:1:1 caution api/unchecked LimitRange/edge/a ',
  ]);
});

test('a kind that nobody knows is refused', (t) => {
  const found = check('apiVersion: example.com/v1\nkind: Zone\nmetadata: {name: a}\n');
  t.is(found.length, 1);
  t.regex(found[0] ?? '', /^\/a\.yaml:\d+:\d+ error schema\/unknown-kind Zone\/\/a /);
});

const POLICY = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: no-web
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [services]}
  validations:
  - expression: object.metadata.name != 'web'
    message: not web
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: no-web
spec:
  policyName: no-web
  validationActions: [Deny]
  matchResources:
    namespaceSelector: {matchLabels: {checked: "yes"}}
---
apiVersion: v1
kind: Namespace
metadata:
  name: edge
  labels: {checked: "yes"}
`;
const FINE = `${SERVICE}  ports: [{port: 80}]\n`;

test('policies of the cluster hold in the namespaces that they choose', (t) => {
  t.deepEqual(check(FINE), []);
  t.deepEqual(check(FINE, POLICY), ['/a.yaml:1:1 error admission/no-web Service/edge/web ']);
  t.deepEqual(
    check(FINE, POLICY.replace('labels: {checked: "yes"}', 'labels: {checked: "no"}')),
    [],
  );
  t.deepEqual(check(FINE, POLICY.replace('[Deny]', '[Warn]')), [
    '/a.yaml:1:1 warning admission/no-web Service/edge/web ',
  ]);
});

test('what names no namespace goes to `default`, whose pod security holds', (t) => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostNetwork: true\n';
  const namespace = `apiVersion: v1
kind: Namespace
metadata:
  name: default
  labels: {pod-security.kubernetes.io/enforce: baseline}
`;
  t.deepEqual(check(`${pod}  containers: [{name: web, image: web}]\n`, namespace), [
    '/a.yaml:1:1 error api/forbidden Pod//web ',
  ]);
});

test('a policy that cannot be evaluated lets nothing pass', (t) => {
  const broken = POLICY.replace("object.metadata.name != 'web'", 'object.metadata.name !=');
  t.deepEqual(check(FINE, broken), ['/a.yaml:1:1 error admission/not-evaluated Service/edge/web ']);
});

test('an object that another one of the same name replaces is checked as well', (t) => {
  t.deepEqual(check(`${SERVICE}  typ: x\n---\n${SERVICE}  ports: [{port: 80}]\n`), [
    '/a.yaml:7:8 error schema/unknown-field Service/edge/web spec.typ',
  ]);
});

test('what cannot be read as an object does not pass in silence', (t) => {
  const [resource] = read(FINE);
  if (!resource) throw new Error('there is no resource');
  const model = discover([]);
  const store = { ...model.store, unreadable: [{ resource, reason: '.inf has no JSON form' }] };
  const found = checkModel(
    { model: { ...model, store }, complete: false, overlaysOf: () => ['dev/web'] },
    [],
  );
  t.deepEqual(
    found.map(({ rule, severity, overlays }) => [rule, severity, overlays]),
    [['schema/invalid-yaml', 'error', ['dev/web']]],
  );
});

test('findings of several overlays on one line become one', (t) => {
  const finding = findings(`${SERVICE}  typ: x\n`)[0];
  if (!finding) throw new Error('there is no finding');
  const merged = mergeFindings([
    { ...finding, overlays: ['dev/web'] },
    { ...finding, overlays: ['prod/web'] },
  ]);
  t.deepEqual(merged, [{ ...finding, overlays: ['dev/web', 'prod/web'] }]);
});
