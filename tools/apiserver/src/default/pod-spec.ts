import type { JsonObject } from 'kustomize-ts';
import { object, objects, text } from '../field/read.ts';
import { defaultClaimSpec } from './claim.ts';
import { isLatest } from './image-tag.ts';
import { roundAmounts, roundRequirements } from './resources.ts';
import { structField } from './struct-field.ts';

// Source: pkg/apis/core/v1/defaults.go and zz_generated.defaults.go.

const FILE_MODE = 0o644;
const TOKEN_SECONDS = 3600;

/** What pods and pod templates alike get (SetDefaults_PodSpec and what is below it). */
export function defaultPodSpec(spec: JsonObject): void {
  if (text(spec, 'dnsPolicy') === '') spec['dnsPolicy'] = 'ClusterFirst';
  if (text(spec, 'restartPolicy') === '') spec['restartPolicy'] = 'Always';
  structField(spec, 'securityContext');
  spec['terminationGracePeriodSeconds'] ??= 30;
  if (text(spec, 'schedulerName') === '') spec['schedulerName'] = 'default-scheduler';
  defaultServiceAccount(spec);
  for (const volume of objects(spec, 'volumes')) defaultVolume(volume);
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of objects(spec, list)) defaultContainer(container);
  }
  roundAmounts(spec, 'overhead');
  roundRequirements(object(spec, 'resources'));
}

/** The old name of the field is an alias; both are printed (Convert_v1_PodSpec_To_core_PodSpec). */
function defaultServiceAccount(spec: JsonObject): void {
  const name = text(spec, 'serviceAccountName') || text(spec, 'serviceAccount');
  if (name === '') return;
  spec['serviceAccountName'] = name;
  spec['serviceAccount'] = name;
}

function defaultContainer(container: JsonObject): void {
  if (text(container, 'imagePullPolicy') === '') {
    container['imagePullPolicy'] = isLatest(text(container, 'image')) ? 'Always' : 'IfNotPresent';
  }
  if (text(container, 'terminationMessagePath') === '') {
    container['terminationMessagePath'] = '/dev/termination-log';
  }
  if (text(container, 'terminationMessagePolicy') === '') {
    container['terminationMessagePolicy'] = 'File';
  }
  for (const port of objects(container, 'ports')) {
    if (text(port, 'protocol') === '') port['protocol'] = 'TCP';
  }
  for (const variable of objects(container, 'env')) {
    const valueFrom = object(variable, 'valueFrom');
    defaultFieldRef(object(valueFrom, 'fieldRef'));
    const file = object(valueFrom, 'fileKeyRef');
    if (file) file['optional'] ??= false;
  }
  roundRequirements(object(container, 'resources'));
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = object(container, field);
    if (probe) defaultProbe(probe);
  }
  const lifecycle = object(container, 'lifecycle');
  for (const field of ['postStart', 'preStop']) {
    defaultHttpGet(object(object(lifecycle, field), 'httpGet'));
  }
}

function defaultFieldRef(reference: JsonObject | undefined): void {
  if (reference && text(reference, 'apiVersion') === '') reference['apiVersion'] = 'v1';
}

function defaultProbe(probe: JsonObject): void {
  for (const [field, value] of PROBE_DEFAULTS) {
    if ((probe[field] ?? 0) === 0) probe[field] = value;
  }
  defaultHttpGet(object(probe, 'httpGet'));
  const grpc = object(probe, 'grpc');
  if (grpc) grpc['service'] ??= '';
}

const PROBE_DEFAULTS: readonly (readonly [field: string, value: number])[] = [
  ['timeoutSeconds', 1],
  ['periodSeconds', 10],
  ['successThreshold', 1],
  ['failureThreshold', 3],
];

function defaultHttpGet(action: JsonObject | undefined): void {
  if (!action) return;
  if (text(action, 'path') === '') action['path'] = '/';
  if (text(action, 'scheme') === '') action['scheme'] = 'HTTP';
}

function defaultVolume(volume: JsonObject): void {
  if (Object.keys(volume).every((field) => field === 'name')) volume['emptyDir'] = {};
  for (const field of ['secret', 'downwardAPI', 'configMap', 'projected']) {
    const source = object(volume, field);
    if (source) source['defaultMode'] ??= FILE_MODE;
  }
  const hostPath = object(volume, 'hostPath');
  if (hostPath) hostPath['type'] ??= '';
  const image = object(volume, 'image');
  if (image && text(image, 'pullPolicy') === '') {
    image['pullPolicy'] = isLatest(text(image, 'reference')) ? 'Always' : 'IfNotPresent';
  }
  defaultAzureDisk(object(volume, 'azureDisk'));
  for (const [field, defaults] of SOURCE_DEFAULTS) {
    const source = object(volume, field);
    for (const [name, value] of source ? defaults : []) {
      if (source && (source[name] === undefined || source[name] === '')) source[name] = value;
    }
  }
  defaultDownwardApi(object(volume, 'downwardAPI'));
  for (const source of objects(object(volume, 'projected'), 'sources')) {
    defaultDownwardApi(object(source, 'downwardAPI'));
    const token = object(source, 'serviceAccountToken');
    if (token) token['expirationSeconds'] ??= TOKEN_SECONDS;
  }
  const claim = object(object(volume, 'ephemeral'), 'volumeClaimTemplate');
  if (claim) defaultClaimSpec(structField(claim, 'spec'));
}

function defaultAzureDisk(source: JsonObject | undefined): void {
  if (!source) return;
  source['cachingMode'] ??= 'ReadWrite';
  source['fsType'] ??= 'ext4';
  source['readOnly'] ??= false;
  source['kind'] ??= 'Shared';
}

function defaultDownwardApi(source: JsonObject | undefined): void {
  for (const file of objects(source, 'items')) defaultFieldRef(object(file, 'fieldRef'));
}

type Defaults = readonly (readonly [field: string, value: string])[];

const SOURCE_DEFAULTS: readonly (readonly [source: string, defaults: Defaults])[] = [
  ['iscsi', [['iscsiInterface', 'default']]],
  [
    'rbd',
    [
      ['pool', 'rbd'],
      ['user', 'admin'],
      ['keyring', '/etc/ceph/keyring'],
    ],
  ],
  [
    'scaleIO',
    [
      ['storageMode', 'ThinProvisioned'],
      ['fsType', 'xfs'],
    ],
  ],
];
