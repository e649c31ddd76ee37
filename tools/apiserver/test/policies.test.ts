import { readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { build, diskFileSystem, readResources, toJsonValue, toPosixPath } from 'kustomize-ts';
import type { JsonObject, Resource } from 'kustomize-ts';
import type { AdmissionRequest, AdmitAnswer } from '../src/admit.ts';
import { admit } from '../src/admit.ts';
import { isObject, object, text } from '../src/field/read.ts';

const here = toPosixPath(fileURLToPath(new URL('.', import.meta.url)));
const repository = posix.resolve(here, '../../..');
const fixtures = posix.join(here, 'policies');

function plain({ node }: Resource): JsonObject {
  const value = toJsonValue(node);
  return isObject(value) ? value : {};
}

/** The policies of prod, where every binding denies but that of node ports. */
const policies = build(posix.join(repository, 'overlays/prod/policies')).resources.map(plain);
const namespaceLabels = { 'fingerpost.dev/admission': 'enforced' };
const names = policies
  .filter((candidate) => text(candidate, 'kind') === 'ValidatingAdmissionPolicy')
  .map((candidate) => text(object(candidate, 'metadata'), 'name'));

/** Everything that policies say of a request, each as `policy: message`. */
function said(answer: AdmitAnswer): readonly string[] {
  const warnings = answer.warnings.map((warning) =>
    warning.replace(
      /^Validation failed for ValidatingAdmissionPolicy '(.+?)' with binding '.+?'/u,
      '$1',
    ),
  );
  const denials = answer.denials.map(
    ({ policy, message }) => `${policy}: ${message.replace(/^.*? denied request: /su, '')}`,
  );
  return [...denials, ...warnings];
}

function send(request: AdmissionRequest): AdmitAnswer {
  return admit(request, { policies, namespaceLabels });
}

/** The object without what the test notes in it, and the notes. */
function readFixture(resource: Resource): {
  readonly manifest: JsonObject;
  readonly notes: JsonObject;
} {
  const manifest = plain(resource);
  const metadata = object(manifest, 'metadata') ?? {};
  const {
    expect = null,
    operations = null,
    ...annotations
  } = object(metadata, 'annotations') ?? {};
  return {
    manifest: { ...manifest, metadata: { ...metadata, annotations } },
    notes: { expect, operations },
  };
}

function labelled(manifest: JsonObject): JsonObject {
  const metadata = object(manifest, 'metadata');
  return {
    ...manifest,
    metadata: { ...metadata, labels: { ...object(metadata, 'labels'), changed: 'true' } },
  };
}

test('the API server takes every policy and binding, and its type checker warns of none', (t) => {
  const { policyRejected, typeChecking } = send({
    operation: 'CREATE',
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
  });
  t.is(policyRejected?.message, undefined);
  t.deepEqual(typeChecking, []);
  t.true(names.length > 0);
});

test('every policy has fixtures', (t) => {
  t.deepEqual(
    names.toSorted(),
    readdirSync(fixtures)
      .map((file) => file.replace(/\.yaml$/u, ''))
      .toSorted(),
  );
});

for (const name of names) {
  test(`${name}: what passes and what fails, on create and on update`, (t) => {
    const { resources } = readResources([posix.join(fixtures, `${name}.yaml`)], diskFileSystem());
    const [passing, ...failing] = resources.map(readFixture);
    if (!passing) {
      t.fail('no fixture');
      return;
    }
    const created = send({ operation: 'CREATE', object: passing.manifest });
    t.deepEqual(said(created), []);
    t.true(created.allowed, created.message);
    const updated = send({
      operation: 'UPDATE',
      oldObject: passing.manifest,
      object: labelled(passing.manifest),
    });
    t.true(updated.allowed, updated.message);
    t.true(failing.length > 0);
    for (const { manifest, notes } of failing) {
      const expected = text(notes, 'expect');
      const answers = [send({ operation: 'CREATE', object: manifest })];
      if (text(notes, 'operations') === '') {
        answers.push(
          send({ operation: 'UPDATE', oldObject: manifest, object: labelled(manifest) }),
        );
      }
      for (const answer of answers) {
        const own = said(answer).filter((line) => line.startsWith(`${name}: `));
        t.true(
          own.some((line) => line.endsWith(expected)),
          `${answer.message ?? 'allowed'}, not: ${expected}`,
        );
        // Messages say what is wrong and what to do.
        t.true(
          own.every((line) => /: .+[:;,] /u.test(line)),
          own.join('\n'),
        );
      }
    }
  });
}

test('a namespace without the label is left alone', (t) => {
  const { resources } = readResources(
    [posix.join(fixtures, 'service-ports-named.yaml')],
    diskFileSystem(),
  );
  for (const { manifest } of resources.map(readFixture)) {
    t.true(admit({ operation: 'CREATE', object: manifest }, { policies }).allowed);
  }
});
