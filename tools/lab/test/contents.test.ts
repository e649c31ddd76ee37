import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

import test from 'ava';
import { diskFileSystem, readResources } from 'kustomize-ts';
import type { JsonObject } from 'kustomize-ts';

import { PROXY_MODES, renderKubeProxy } from '../src/config/kube-proxy.ts';
import { renderOutsideDns } from '../src/config/outside-dns.ts';
import { inOrder } from '../src/deploy/apply.ts';
import { readEnvironmentObjects } from '../src/deploy/environment.ts';
import { runHooks } from '../src/deploy/hooks.ts';
import { idOf, listAt, textAt, toManifest, valueAt } from '../src/deploy/manifest.ts';
import type { Manifest } from '../src/deploy/manifest.ts';
import { outsideOf } from '../src/deploy/outside-of.ts';
import { standIn } from '../src/deploy/stand-in.ts';
import { writeDockerArchive } from '../src/image/docker-archive.ts';
import { labNodes, MOST_NODES } from '../src/layout.ts';
import { issueCertificates } from '../src/pki/authority.ts';
import { clusterIdentities } from '../src/pki/identities.ts';
import { readProxyMode } from '../src/up/proxy-mode.ts';

const REPOSITORY = path.join(import.meta.dirname, '..', '..', '..');
const dev = readEnvironmentObjects(REPOSITORY, 'dev');
const linux = process.platform === 'linux' ? test : test.skip;

/** A folder that is gone after the test. */
function temporary(t: { teardown: (done: () => void) => void }): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('an image is an archive that tar reads, with the layer its configuration promises', (t) => {
  const folder = temporary(t);
  const program = Buffer.from('x'.repeat(1000));
  const entries = [
    { path: 'bin/program', mode: 0o755, content: program },
    { path: 'bin/link', link: 'program' },
  ];
  const image = { name: 'example.test/a:1', entrypoint: ['/bin/program'], user: 65_532, entries };
  const archive = writeDockerArchive(image);
  t.deepEqual(archive, writeDockerArchive(image), 'the same content gives the same bytes');
  const file = path.join(folder, 'image.tar');
  writeFileSync(file, archive);
  execFileSync('tar', ['-xf', file, '-C', folder]);
  const json = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  const [manifest] = json('manifest.json') as [
    { Config: string; RepoTags: string[]; Layers: string[] },
  ];
  t.deepEqual(manifest.RepoTags, ['example.test/a:1']);
  const config = json(manifest.Config) as {
    rootfs: { diff_ids: string[] };
    config: { User: string };
  };
  const layer = path.join(folder, manifest.Layers[0] ?? '');
  const digest = createHash('sha256').update(readFileSync(layer)).digest('hex');
  t.deepEqual(config.rootfs.diff_ids, [`sha256:${digest}`]);
  t.is(config.config.User, '65532');
  const listing = execFileSync('tar', ['-tvf', layer], { encoding: 'utf8' });
  t.regex(listing, /^drwxrwxrwt 0\/0 +0 1970-01-01 00:00 tmp$/m);
  t.regex(listing, /^-rwxr-xr-x 0\/0 +1000 1970-01-01 00:00 bin\/program$/m);
  t.regex(listing, /bin\/link -> program$/m);
});

linux('every certificate is good for what it is made for, and for nothing else', async (t) => {
  const folder = temporary(t);
  const identities = clusterIdentities(labNodes(1), '10.43.0.1');
  await issueCertificates(folder, identities);
  const verify = (file: string, purpose: string, ...more: string[]) =>
    spawnSync('openssl', [
      'verify',
      '-x509_strict',
      '-CAfile',
      `${folder}/ca.crt`,
      '-purpose',
      purpose,
      ...more,
      `${folder}/${file}.crt`,
    ]).status === 0;
  for (const { file, names } of identities) {
    t.is(verify(file, 'sslserver'), names !== undefined, `${file} as a server`);
    t.is(verify(file, 'sslclient'), names === undefined, `${file} as a client`);
  }
  for (const address of ['10.200.0.1', '10.43.0.1', '127.0.0.1']) {
    t.true(verify('apiserver', 'sslserver', '-verify_ip', address), address);
  }
  t.false(verify('apiserver', 'sslserver', '-verify_ip', '10.200.0.11'));
  t.true(verify('node-a-serving', 'sslserver', '-verify_ip', '10.200.0.11'));
});

test('nodes alternate between two zones and share no address', (t) => {
  const nodes = labNodes(MOST_NODES);
  t.deepEqual(
    nodes.slice(0, 3).map(({ name, zone }) => [name, zone]),
    [
      ['node-a', 'a'],
      ['node-b', 'b'],
      ['node-c', 'a'],
    ],
  );
  for (const field of ['name', 'address', 'podCIDR', 'namespace', 'cable'] as const) {
    t.is(new Set(nodes.map((node) => node[field])).size, MOST_NODES, field);
  }
  // IFNAMSIZ, with the NUL.
  t.true(nodes.every(({ cable }) => cable.length < 16));
});

test('CoreDNS is laid out as dev says that its cluster has it', (t) => {
  const file = path.join(REPOSITORY, 'tools/lab/manifests/coredns.yaml');
  const made = readResources([file], diskFileSystem()).resources.map(toManifest);
  const given = dev.given.filter(
    ({ namespace, name }) => namespace === 'kube-system' && /dns/.test(name),
  );
  t.is(given.length, 5);
  for (const expected of given) {
    const found = made.find((manifest) => idOf(manifest) === idOf(expected));
    if (expected.kind === 'Deployment') {
      // The image, and rights that CoreDNS needs where it is not root in the image, are the lab's own.
      const container = (object: typeof expected.object) =>
        listAt(object, 'spec', 'template', 'spec', 'containers')[0];
      for (const field of ['args', 'ports', 'readinessProbe', 'livenessProbe', 'volumeMounts']) {
        t.deepEqual(
          valueAt(container(found?.object ?? {}), field),
          valueAt(container(expected.object), field),
          field,
        );
      }
      t.deepEqual(
        valueAt(found?.object, 'spec', 'template', 'spec', 'volumes'),
        valueAt(expected.object, 'spec', 'template', 'spec', 'volumes'),
      );
    } else {
      t.deepEqual(found?.object, expected.object, idOf(expected));
    }
  }
});

test('what dev expects outside is read from its manifests', (t) => {
  t.deepEqual(outsideOf(dev.rendered), {
    resolvers: ['10.20.0.53', '10.20.0.54'],
    names: [
      { name: 'postgres.dev.corp.internal', address: '10.20.1.10' },
      { name: 'redis.dev.corp.internal', address: '10.20.2.10' },
    ],
    hosts: ['10.20.1.10', '10.20.2.10', '10.30.8.10'],
    ports: [5432, 6379, 443],
  });
  t.deepEqual(outsideOf([]), { resolvers: [], names: [], hosts: [], ports: [] });
});

test('a name outside lies in the range that a policy opens for its port, however small', (t) => {
  const object = (kind: string, spec: JsonObject): Manifest => ({
    apiVersion: 'v1',
    kind,
    namespace: 'data',
    name: 'db',
    object: { spec },
  });
  const addressIn = (cidr: string) =>
    outsideOf([
      object('Service', { type: 'ExternalName', externalName: 'db.example.test' }),
      object('Probe', { targets: { staticConfig: { static: ['db.data.svc:5432'] } } }),
      object('NetworkPolicy', {
        egress: [{ ports: [{ port: 5432 }], to: [{ ipBlock: { cidr } }] }],
      }),
    ]).names[0]?.address;
  for (const [cidr, address] of [
    ['10.20.1.0/24', '10.20.1.10'],
    ['10.20.0.0/16', '10.20.0.10'],
    ['10.20.1.77/24', '10.20.1.10'],
    ['10.20.1.248/29', '10.20.1.255'],
    ['203.0.113.7/32', '203.0.113.7'],
    ['0.0.0.0/0', '10.99.0.10'],
  ] as const) {
    t.is(addressIn(cidr), address, cidr);
  }
});

test('the resolver outside answers known names in a block of their own', (t) => {
  const corefile = renderOutsideDns(
    ['192.0.2.1'],
    [{ name: 'db.example.test', address: '192.0.2.9' }],
  );
  const blocks = [...corefile.matchAll(/^(\S.*) \{$/gm)].map(([, zones]) => zones);
  t.deepEqual(blocks, ['db.example.test:53', '.:53']);
  t.regex(corefile, /^ +192\.0\.2\.9 db\.example\.test$/m);
  t.notRegex(renderOutsideDns(['192.0.2.1'], []), /hosts/);
});

test('a stand-in keeps its probes and ports and runs nothing of the real one', async (t) => {
  const traefik = dev.given.find(({ kind, name }) => kind === 'Deployment' && name === 'traefik');
  const secret = dev.given.find(
    ({ kind, name }) => kind === 'Secret' && name === 'api-gateway-tls',
  );
  if (traefik === undefined || secret === undefined) throw new Error('dev has neither');
  const [container] = listAt(
    (await standIn(traefik)).object,
    'spec',
    'template',
    'spec',
    'containers',
  );
  t.deepEqual(valueAt(container, 'args'), ['serve', '8000', '8443', '8080']);
  t.is(textAt(container, 'image'), 'fingerpost.dev/prober:lab');
  t.is(textAt(container, 'readinessProbe', 'httpGet', 'path'), '/ping');
  const { object } = await standIn(secret);
  const pem = (key: string) => Buffer.from(textAt(object, 'data', key), 'base64').toString();
  t.regex(pem('tls.crt'), /^-----BEGIN CERTIFICATE-----\n/);
  t.regex(pem('tls.key'), /^-----BEGIN PRIVATE KEY-----\n/);
  const text = execFileSync('openssl', ['x509', '-noout', '-ext', 'subjectAltName'], {
    input: pem('tls.crt'),
    encoding: 'utf8',
  });
  t.regex(text, /DNS:api-gateway\.edge\.svc\n/);
});

test('objects are applied after what they need, each once', (t) => {
  const stages = inOrder([...dev.rendered, ...dev.rendered]).map(
    (stage) => new Set(stage.map(({ kind }) => kind)),
  );
  const at = (kind: string) => stages.findIndex((kinds) => kinds.has(kind));
  t.is(at('Namespace'), 0);
  const order = [
    'Namespace',
    'ConfigMap',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'NetworkPolicy',
    'Deployment',
  ];
  t.deepEqual(order.map(at), order.map(at).toSorted());
  t.is(inOrder([...dev.rendered, ...dev.rendered]).flat().length, dev.rendered.length);
});

test('an environment that is not there is refused, also one with a path for a name', (t) => {
  for (const name of ['nowhere', '../overlays/dev', '', 'dev/']) {
    t.throws(() => readEnvironmentObjects(REPOSITORY, name), { name: 'LabError' }, name);
  }
});

test('the lab knows how its kube-proxies balance', (t) => {
  const before = process.env['FINGERPOST_LAB'];
  const folder = temporary(t);
  const [node] = labNodes(1);
  if (!node) return t.fail();
  process.env['FINGERPOST_LAB'] = folder;
  try {
    t.is(readProxyMode(), undefined);
    mkdirSync(path.join(folder, 'run', node.name), { recursive: true });
    for (const mode of PROXY_MODES) {
      const file = path.join(folder, 'run', node.name, 'kube-proxy.yaml');
      writeFileSync(file, renderKubeProxy(node, mode, '/kubeconfig'));
      t.is(readProxyMode(), mode);
    }
  } finally {
    if (before === undefined) delete process.env['FINGERPOST_LAB'];
    else process.env['FINGERPOST_LAB'] = before;
  }
});

test('a hook of an earlier deployment that cannot be deleted does not count as passed', async (t) => {
  const kubectl = (args: readonly string[]) =>
    Promise.resolve(
      args[0] === 'delete'
        ? { code: 1, stdout: '', stderr: 'timed out\n' }
        : { code: 0, stdout: 'Complete', stderr: '' },
    );
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    namespace: 'backend',
    name: 'check',
    object: {},
  };
  await t.throwsAsync(runHooks(kubectl, [job], 10), {
    name: 'LabError',
    message: 'Job check cannot be deleted: timed out',
  });
});
