import type { JsonObject } from 'kustomize-ts';
import { sameValue } from '../../field/same-value.ts';
import { object, objects, text } from '../../field/read.ts';
import { specOf } from '../../field/spec.ts';
import type { Admission, Cluster } from '../../kind.ts';
import { forbiddenPod } from '../forbidden-pod.ts';
import { BASELINE_CHECKS } from './baseline.ts';
import type { Check, CheckedPod } from './check.ts';
import { RESTRICTED_CHECKS } from './restricted.ts';

// Source: k8s.io/pod-security-admission, admission/admission.go and api/helpers.go.

type Level = 'privileged' | 'baseline' | 'restricted';

interface LevelVersion {
  readonly level: Level;
  /** A minor version of Kubernetes, or as the API server itself. */
  readonly version: number | 'latest';
}

const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];
const LABEL = 'pod-security.kubernetes.io/';

/** What pod security says of a new or changed Pod: `enforce` refuses, `warn` warns. */
export function reviewPodSecurity(
  pod: JsonObject,
  cluster: Cluster,
  before?: JsonObject,
): Admission {
  if (before && !isSignificantChange(pod, before)) return { warnings: [] };
  const policy = policyOf(cluster.namespaceLabels);
  const violations = violationsOf(policy.enforce, pod);
  if (violations !== '') {
    const why = `violates PodSecurity "${show(policy.enforce)}": ${violations}`;
    return { refusal: forbiddenPod(pod, why), warnings: [] };
  }
  return { warnings: warnOf(policy.warn, pod) };
}

/** What pod security says of a controller whose pods it would refuse: a warning, as for all below. */
export function reviewWorkload(workload: JsonObject, cluster: Cluster): Admission {
  return reviewTemplate(object(object(workload, 'spec'), 'template'), cluster);
}

/** Of a CronJob, which has the template of its Jobs. */
export function reviewCronJob(cronJob: JsonObject, cluster: Cluster): Admission {
  const job = object(object(object(cronJob, 'spec'), 'jobTemplate'), 'spec');
  return reviewTemplate(object(job, 'template'), cluster);
}

/** Of a PodTemplate object. */
export function reviewPodTemplate(target: JsonObject, cluster: Cluster): Admission {
  return reviewTemplate(object(target, 'template'), cluster);
}

function reviewTemplate(template: JsonObject | undefined, cluster: Cluster): Admission {
  return { warnings: template ? warnOf(policyOf(cluster.namespaceLabels).warn, template) : [] };
}

function warnOf(level: LevelVersion, pod: JsonObject): string[] {
  const violations = violationsOf(level, pod);
  return violations === '' ? [] : [`would violate PodSecurity "${show(level)}": ${violations}`];
}

function show({ level, version }: LevelVersion): string {
  return `${level}:${version === 'latest' ? version : `v1.${version}`}`;
}

function violationsOf({ level, version }: LevelVersion, pod: JsonObject): string {
  const checked: CheckedPod = {
    annotations: object(object(pod, 'metadata'), 'annotations'),
    spec: specOf(pod),
    minor: version === 'latest' ? Infinity : version,
  };
  return checksOf(level, checked.minor)
    .flatMap((check) => {
      const violation = check.find(checked);
      if (violation === undefined) return [];
      const name = typeof check.name === 'string' ? check.name : check.name(checked);
      return violation === '' ? [name] : [`${name} (${violation})`];
    })
    .join(', ');
}

/** Those of the level and its version; `restricted` replaces some of `baseline`. */
function checksOf(level: Level, minor: number): readonly Check[] {
  if (level === 'privileged') return [];
  const inForce = (check: Check): boolean => minor >= (check.since ?? 0);
  const baseline = BASELINE_CHECKS.filter(inForce);
  if (level === 'baseline') return baseline;
  const restricted = RESTRICTED_CHECKS.filter(inForce);
  const replaced = restricted.flatMap((check) => check.replaces ?? []);
  return [...baseline.filter((check) => !replaced.includes(check.id)), ...restricted];
}

interface Policy {
  readonly enforce: LevelVersion;
  readonly warn: LevelVersion;
}

/** What the labels of a namespace ask; without labels, nothing. */
function policyOf(labels: Cluster['namespaceLabels']): Policy {
  const level = (mode: string): string | undefined => labels?.[LABEL + mode];
  const enforceLevel = level('enforce');
  const enforce: LevelVersion = {
    // A level that nobody knows is the strictest.
    level: enforceLevel === undefined ? 'privileged' : (knownLevel(enforceLevel) ?? 'restricted'),
    version: versionOf(level('enforce-version')),
  };
  const warnLevel = level('warn');
  const warnVersion = level('warn-version');
  if (warnLevel !== undefined) {
    const known = knownLevel(warnLevel) ?? 'privileged';
    return { enforce, warn: { level: known, version: versionOf(warnVersion) } };
  }
  const copies = enforceLevel !== undefined && knownLevel(enforceLevel) !== undefined;
  const version = warnVersion === undefined && copies ? enforce.version : versionOf(warnVersion);
  return { enforce, warn: { level: copies ? enforce.level : 'privileged', version } };
}

function knownLevel(level: string): Level | undefined {
  return LEVELS.find((known) => known === level);
}

function versionOf(version: string | undefined): LevelVersion['version'] {
  const minor = /^v1\.([0-9]|[1-9][0-9]*)$/.exec(version ?? '')?.[1];
  return minor === undefined ? 'latest' : Number(minor);
}

/** Of a changed Pod, only other images and containers count (isSignificantPodUpdate). */
function isSignificantChange(after: JsonObject, before: JsonObject): boolean {
  const spec = object(after, 'spec');
  const old = object(before, 'spec');
  return ['containers', 'initContainers', 'ephemeralContainers'].some((list) => {
    const images = objects(spec, list).map((container) => text(container, 'image'));
    const oldImages = objects(old, list).map((container) => text(container, 'image'));
    return !sameValue(images, oldImages);
  });
}
