import { isIP } from 'node:net';
import { posix } from 'node:path';

import { parsePath } from '@fingerpost/changes';
import { defaultEnvironment } from '@fingerpost/discovery';
import type { DnsEnvironment, Environment, Node } from '@fingerpost/discovery';
import { KustomizeError } from 'kustomize-ts';
import type { FileSystem } from 'kustomize-ts';

import { readYamlDocument } from './yaml-document.ts';
import type { YamlValue } from './yaml-document.ts';

/** `environment.yaml` of one environment. */
export interface EnvironmentFile {
  readonly name: string;
  readonly environment: Environment;
  /** Paths at which the environment is meant to differ from others, as `parsePath` reads them. */
  readonly expectedDifferences: readonly (readonly string[])[];
  /** The folder that holds the file, absolute. */
  readonly folder: string;
  /** Globs of manifests that the cluster brings itself, relative to the folder. */
  readonly given: readonly string[];
  /** There is no file; the values are the defaults. */
  readonly assumed: boolean;
}

const IDENTITY = [
  ['apiVersion', 'fingerpost.dev/v1'],
  ['kind', 'Environment'],
] as const;

const SPEC_FIELDS = [
  'class',
  'clusterDomain',
  'distribution',
  'proxyMode',
  'serviceCIDRs',
  'podCIDRs',
  'nodes',
  'prometheus',
  'gateway',
  'externalNames',
  'argocd',
  'dns',
  'expectedDifferences',
  'given',
];

const DISTRIBUTIONS = ['k3s', 'rke2', 'eks', 'aks', 'gke', 'kubeadm', 'kind', 'other'] as const;

/** Reads `overlays/<name>/environment.yaml` of a repository; without a file defaults hold. */
export function readEnvironment(
  fileSystem: FileSystem,
  root: string,
  name: string,
): EnvironmentFile {
  const file = posix.join(root, 'overlays', name, 'environment.yaml');
  if (fileSystem.kind(file) !== 'file') {
    const environment = { ...defaultEnvironment, name };
    const folder = posix.dirname(file);
    return { name, environment, expectedDifferences: [], folder, given: [], assumed: true };
  }
  return { ...readEnvironmentFile(fileSystem, file), name };
}

/**
 * Reads an environment from a file.
 * Throws a KustomizeError with line and column where the file is not what it has to be.
 */
export function readEnvironmentFile(fileSystem: FileSystem, file: string): EnvironmentFile {
  const shown = fileSystem.displayPath?.(file) ?? file;
  const bytes = fileSystem.readFile(file);
  if (!bytes) {
    const fix = 'name an environment.yaml';
    throw new KustomizeError('not-found', 'there is no such file', { place: { path: shown }, fix });
  }
  const document = readYamlDocument(bytes, shown);
  for (const [field, wanted] of IDENTITY) {
    const value = document.field(field);
    const actual = value?.text();
    if (actual === wanted) continue;
    const reason = `${field} is ${actual ?? 'missing'}`;
    throw (value ?? document).wrong(reason, `write ${field}: ${wanted}`);
  }
  document.only(['apiVersion', 'kind', 'metadata', 'spec']);
  const name = document.field('metadata')?.only(['name']).field('name')?.text() ?? '';
  const spec = document.field('spec')?.only(SPEC_FIELDS);
  return {
    name,
    environment: readSpec(name, spec),
    expectedDifferences: (spec?.field('expectedDifferences')?.items() ?? []).map(readFieldPath),
    folder: posix.dirname(file),
    given: (spec?.field('given')?.items() ?? []).map(readRelativePath),
    assumed: false,
  };
}

function readSpec(name: string, spec: YamlValue | undefined): Environment {
  const clusterDomain = spec?.field('clusterDomain');
  const distribution = spec?.field('distribution')?.oneOf(DISTRIBUTIONS);
  const prometheus = spec?.field('prometheus')?.only(['namespace', 'monitorSelector']);
  const gateway = spec?.field('gateway')?.only(['name', 'namespace']);
  const serviceCIDRs = spec?.field('serviceCIDRs')?.items();
  const podCIDRs = spec?.field('podCIDRs')?.items();
  const argocd = spec?.field('argocd')?.only(['syncedDespiteDefaults']);
  return {
    ...defaultEnvironment,
    name,
    class: spec?.field('class')?.oneOf(['development', 'production']) ?? defaultEnvironment.class,
    clusterDomain: clusterDomain ? readDomain(clusterDomain) : defaultEnvironment.clusterDomain,
    proxyMode:
      spec?.field('proxyMode')?.oneOf(['iptables', 'nftables', 'ipvs']) ??
      defaultEnvironment.proxyMode,
    ...(distribution && { distribution }),
    ...(serviceCIDRs && { serviceCIDRs: serviceCIDRs.map(readCidr) }),
    ...(podCIDRs && { podCIDRs: podCIDRs.map(readCidr) }),
    nodes: (spec?.field('nodes')?.items() ?? []).map(readNode),
    ...(prometheus && {
      prometheus: {
        namespace: textOf(prometheus, 'namespace'),
        monitorSelector: readLabels(prometheus.field('monitorSelector')),
      },
    }),
    ...(gateway && {
      gateway: { name: textOf(gateway, 'name'), namespace: textOf(gateway, 'namespace') },
    }),
    ...(spec?.field('externalNames') && { externalNames: textsOf(spec, 'externalNames') }),
    syncedDespiteDefaults: textsOf(argocd, 'syncedDespiteDefaults'),
    dns: readDns(spec?.field('dns')),
  };
}

const DOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function readDomain(value: YamlValue): string {
  const domain = value.text();
  if (DOMAIN.test(domain)) return domain;
  throw value.wrong(
    `${domain} is no domain`,
    'write it like cluster.local, without a dot at its end',
  );
}

function readAddress(value: YamlValue): string {
  const address = value.text();
  if (isIP(address) !== 0) return address;
  throw value.wrong(`${address} is no address`, 'write it like 10.0.0.11');
}

function readNode(value: YamlValue): Node {
  const zone = value.only(['name', 'zone', 'addresses']).field('zone')?.text();
  return {
    name: textOf(value, 'name'),
    ...(zone !== undefined && { zone }),
    ready: true,
    addresses: (value.field('addresses')?.items() ?? []).map(readAddress),
  };
}

function readDns(value: YamlValue | undefined): DnsEnvironment {
  const corefile = value?.only(['corefile', 'upstream']).field('corefile')?.text();
  const upstream = value?.field('upstream')?.items();
  return {
    ...(corefile !== undefined && { corefile }),
    ...(upstream && {
      upstream: upstream.map((record) => {
        record.only(['name', 'type', 'value']);
        const name = textOf(record, 'name');
        return {
          name: name.endsWith('.') ? name : `${name}.`,
          type: textOf(record, 'type'),
          value: textOf(record, 'value'),
        };
      }),
    }),
  };
}

function readLabels(value: YamlValue | undefined): Record<string, string> {
  return Object.fromEntries((value?.entries() ?? []).map(([key, label]) => [key, label.text()]));
}

function readFieldPath(entry: YamlValue): readonly string[] {
  const text = entry.text();
  const path = parsePath(text);
  if (path) return path;
  throw entry.wrong(
    `${text} is not a path of a field`,
    'write it like spec.replicas or spec.ports[http].port',
  );
}

function readCidr(value: YamlValue): string {
  const cidr = value.text();
  const [address = '', length = '', ...rest] = cidr.split('/');
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  if (bits !== undefined && /^\d{1,3}$/.test(length) && Number(length) <= bits && rest.length === 0)
    return cidr;
  throw value.wrong(`${cidr} is not a range of addresses`, 'write it like 10.43.0.0/16');
}

/** Only what lies in the environment's own folder is read. */
function readRelativePath(value: YamlValue): string {
  const path = value.text();
  if (path !== '' && !path.startsWith('/') && !path.split('/').includes('..')) return path;
  throw value.wrong(
    `${path === '' ? 'the path' : path} does not lie below the folder of environment.yaml`,
    'write it like given/*.yaml',
  );
}

/** A text that has to be there. */
function textOf(value: YamlValue, key: string): string {
  const found = value.field(key);
  if (found) return found.text();
  throw value.wrong(`${key} is missing`, `write ${key}`);
}

function textsOf(value: YamlValue | undefined, key: string): string[] {
  return (value?.field(key)?.items() ?? []).map((item) => item.text());
}
