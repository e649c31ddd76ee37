import type { JsonObject } from 'kustomize-ts';
import { appArmorProfileOf, appArmorWarning, isSameProfile } from '../../default/app-armor.ts';
import { append } from '../../field/append.ts';
import { goQuote } from '../../field/go-format.ts';
import type { Path } from '../../field/path.ts';
import { integer, object, objects, optionalText, text, texts } from '../../field/read.ts';
import { specOf } from '../../field/spec.ts';
import { warnOfIP } from '../../validate/common/ip.ts';
import { eachContainer } from '../../validate/pod-spec/each-container.ts';
import { APP_ARMOR, SECCOMP_CONTAINER, SECCOMP_POD } from '../../validate/pod-spec/profiles.ts';
import { warnOfFraction } from '../claim-spec.ts';
import { warnOfOverlappingFiles } from './overlapping-files.ts';
import { deprecatedNodeLabel, warnOfNodeSelectorTerm } from './node-labels.ts';
import { warnOfPorts } from './ports.ts';
import { warnOfVolumes } from './volumes.ts';

// Source: pkg/api/pod/warnings.go.

const OLD_ANNOTATIONS: readonly (readonly [key: string, message: string])[] = [
  [
    'scheduler.alpha.kubernetes.io/critical-pod',
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  ],
  [
    'security.alpha.kubernetes.io/sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
  [
    'security.alpha.kubernetes.io/unsafe-sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
];
const SECCOMP_GONE = 'non-functional in v1.27+; use the "seccompProfile" field instead';
const NO_POD = 'a null labelSelector results in matching no pod';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** The warnings of a Pod (at the root) or of a template, in upstream's order. */
export function warnOfPod(target: JsonObject, path: Path, isTemplate: boolean): string[] {
  const spec = specOf(target);
  const specPath = path.child('spec');
  const annotations = object(object(target, 'metadata'), 'annotations');
  const annotationsPath = path.child('metadata', 'annotations');
  return [
    ...warnOfNodeLabels(spec, specPath),
    ...OLD_ANNOTATIONS.filter(([key]) => optionalText(annotations, key) !== undefined).map(
      ([key, message]) => `${annotationsPath.key(key)}: ${message}`,
    ),
    ...warnOfVolumes(spec, specPath.child('volumes')),
    ...warnOfOverlappingFiles(spec),
    ...warnOfRepeatedNames(spec, specPath),
    ...warnOfFractions(object(spec, 'overhead'), specPath.child('overhead')),
    ...warnOfSeccomp(spec, annotations, SECCOMP_POD, annotationsPath),
    ...[...eachContainer(spec, specPath)].flatMap(([container, at]) => [
      ...warnOfProfiles(container, spec, annotations, annotationsPath, isTemplate),
      ...warnOfResources(container, at.child('resources')),
      ...warnOfEnv(container, at.child('env')),
    ]),
    ...warnOfPorts(spec, specPath),
    ...warnOfGracePeriod(spec, specPath.child('terminationGracePeriodSeconds')),
    ...warnOfPodAffinity(spec, specPath.child('affinity')),
    ...warnOfAddresses(spec, specPath),
  ];
}

function warnOfNodeLabels(spec: JsonObject, path: Path): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(object(spec, 'nodeSelector') ?? {}).toSorted()) {
    const message = deprecatedNodeLabel(key);
    if (message) warnings.push(`${path.child('nodeSelector').key(key)}: ${message}`);
  }
  const affinity = object(object(spec, 'affinity'), 'nodeAffinity');
  const affinityPath = path.child('affinity', 'nodeAffinity');
  const terms = objects(object(affinity, REQUIRED), 'nodeSelectorTerms');
  for (const [index, term] of terms.entries()) {
    const at = affinityPath.child(REQUIRED, 'nodeSelectorTerms').index(index);
    append(warnings, warnOfNodeSelectorTerm(term, false, at));
  }
  for (const [index, preferred] of objects(affinity, PREFERRED).entries()) {
    const at = affinityPath.child(PREFERRED).index(index).child('preference');
    append(warnings, warnOfNodeSelectorTerm(object(preferred, 'preference'), true, at));
  }
  for (const [index, constraint] of objects(spec, 'topologySpreadConstraints').entries()) {
    const at = path.child('topologySpreadConstraints').index(index);
    const key = text(constraint, 'topologyKey');
    const message = deprecatedNodeLabel(key);
    if (message) warnings.push(`${at.child('topologyKey')}: ${key} is ${message}`);
    if (!object(constraint, 'labelSelector')) {
      warnings.push(`${at.child('labelSelector')}: ${NO_POD}`);
    }
  }
  return warnings;
}

function warnOfRepeatedNames(spec: JsonObject, path: Path): string[] {
  const secretsPath = path.child('imagePullSecrets');
  const empty = [...objects(spec, 'imagePullSecrets').entries()].filter(
    ([, secret]) => text(secret, 'name') === '',
  );
  return [
    ...repeated(spec, 'hostAliases', 'ip', path),
    ...repeated(spec, 'imagePullSecrets', 'name', path),
    ...empty.map(([index]) => `${secretsPath.index(index).child('name')}: invalid empty name ""`),
  ];
}

function repeated(spec: JsonObject, list: string, field: string, path: Path): string[] {
  const warnings: string[] = [];
  const seen = new Set<string>();
  for (const [index, item] of objects(spec, list).entries()) {
    const value = text(item, field);
    if (seen.has(value)) {
      const at = path.child(list).index(index).child(field);
      warnings.push(`${at}: duplicate ${field} ${goQuote(value)}`);
    }
    seen.add(value);
  }
  return warnings;
}

function warnOfResources(container: JsonObject, path: Path): string[] {
  const resources = object(container, 'resources');
  return ['memory', 'ephemeral-storage'].flatMap((name) =>
    ['limits', 'requests'].flatMap((kind) =>
      warnOfFraction(object(resources, kind), name, path.child(kind)),
    ),
  );
}

function warnOfFractions(amounts: JsonObject | undefined, path: Path): string[] {
  return ['memory', 'ephemeral-storage'].flatMap((name) => warnOfFraction(amounts, name, path));
}

function warnOfSeccomp(
  owner: JsonObject,
  annotations: JsonObject | undefined,
  key: string,
  path: Path,
): string[] {
  if (object(object(owner, 'securityContext'), 'seccompProfile')) return [];
  return optionalText(annotations, key) === undefined ? [] : [`${path.key(key)}: ${SECCOMP_GONE}`];
}

function warnOfProfiles(
  container: JsonObject,
  spec: JsonObject,
  annotations: JsonObject | undefined,
  path: Path,
  isTemplate: boolean,
): string[] {
  const name = text(container, 'name');
  const warnings = warnOfSeccomp(container, annotations, SECCOMP_CONTAINER + name, path);
  const key = APP_ARMOR + name;
  const annotation = optionalText(annotations, key);
  // Those of Pods are given when the annotation becomes a field.
  if (!isTemplate || annotation === undefined) return warnings;
  if (object(object(container, 'securityContext'), 'appArmorProfile')) return warnings;
  const profile = appArmorProfileOf(annotation);
  const podProfile = object(object(spec, 'securityContext'), 'appArmorProfile');
  if (profile && isSameProfile(profile, podProfile)) return warnings;
  return [...warnings, appArmorWarning(path.key(key).toString())];
}

function warnOfEnv(container: JsonObject, path: Path): string[] {
  const warnings: string[] = [];
  const seen = new Set<string>();
  for (const [index, variable] of objects(container, 'env').entries()) {
    const name = text(variable, 'name');
    const value = text(variable, 'value');
    const reference = `$(${name})`;
    const builds =
      !object(variable, 'valueFrom') && value !== reference && value.includes(reference);
    if (seen.has(name) && !builds) {
      const what = `hides previous definition of ${goQuote(name)}, which may be dropped when using apply`;
      warnings.push(`${path.index(index)}: ${what}`);
    }
    seen.add(name);
  }
  return warnings;
}

function warnOfGracePeriod(spec: JsonObject, path: Path): string[] {
  if (integer(spec, 'terminationGracePeriodSeconds') >= 0) return [];
  return [`${path}: must be >= 0; negative values are invalid and will be treated as 1`];
}

function warnOfPodAffinity(spec: JsonObject, path: Path): string[] {
  const warnings: string[] = [];
  for (const name of ['podAffinity', 'podAntiAffinity']) {
    const affinity = object(object(spec, 'affinity'), name);
    for (const [index, term] of objects(affinity, REQUIRED).entries()) {
      if (object(term, 'labelSelector')) continue;
      warnings.push(`${path.child(name, REQUIRED).index(index).child('labelSelector')}: ${NO_POD}`);
    }
    for (const [index, weighted] of objects(affinity, PREFERRED).entries()) {
      if (object(object(weighted, 'podAffinityTerm'), 'labelSelector')) continue;
      const at = path.child(name, PREFERRED).index(index);
      warnings.push(`${at.child('podAffinityTerm', 'labelSelector')}: ${NO_POD}`);
    }
  }
  return warnings;
}

function warnOfAddresses(spec: JsonObject, path: Path): string[] {
  const nameservers = texts(object(spec, 'dnsConfig'), 'nameservers');
  const nameserversPath = path.child('dnsConfig', 'nameservers');
  return [
    ...nameservers.flatMap((address, index) => warnOfIP(nameserversPath.index(index), address)),
    ...objects(spec, 'hostAliases').flatMap((alias, index) =>
      warnOfIP(path.child('hostAliases').index(index).child('ip'), text(alias, 'ip')),
    ),
  ];
}
