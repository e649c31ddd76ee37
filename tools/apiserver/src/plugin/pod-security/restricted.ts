import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { object, objects, optionalFlag, optionalInteger, text, texts } from '../../field/read.ts';
import { findProcMount, findSeccomp, hasOwnUsers } from './baseline.ts';
import {
  containersWith,
  named,
  plural,
  quoted,
  setters,
  sortedUnique,
  type Check,
  type CheckedPod,
} from './check.ts';

// Source: k8s.io/pod-security-admission, policy/check_*.go, the checks of level restricted.

const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** In the order in which the server tells them. */
export const RESTRICTED_CHECKS: readonly Check[] = [
  {
    id: 'allowPrivilegeEscalation',
    name: 'allowPrivilegeEscalation != false',
    since: 8,
    find: (pod) => (isWindows(pod) ? undefined : findPrivilegeEscalation(pod)),
  },
  {
    id: 'capabilities_restricted',
    name: 'unrestricted capabilities',
    since: 22,
    replaces: ['capabilities_baseline'],
    find: (pod) => (isWindows(pod) ? undefined : findCapabilities(pod)),
  },
  {
    id: 'procMount_restricted',
    name: 'procMount',
    since: 35,
    replaces: ['procMount'],
    find: findProcMount,
  },
  {
    id: 'restrictedVolumes',
    name: 'restricted volume types',
    replaces: ['hostPathVolumes'],
    find: findVolumes,
  },
  {
    id: 'runAsNonRoot',
    name: 'runAsNonRoot != true',
    find: (pod) => (hasOwnUsers(pod) ? undefined : findRoot(pod)),
  },
  {
    id: 'runAsUser',
    name: 'runAsUser=0',
    since: 23,
    find: (pod) => (hasOwnUsers(pod) ? undefined : findRootUser(pod)),
  },
  {
    id: 'seccompProfile_restricted',
    name: 'seccompProfile',
    since: 19,
    replaces: ['seccompProfile_baseline'],
    find: (pod) => (isWindows(pod) ? undefined : (findSeccomp(pod) ?? findNoSeccomp(pod))),
  },
];

/** Since 1.25 what has no meaning on Windows is not asked there. */
function isWindows(pod: CheckedPod): boolean {
  return pod.minor >= 25 && text(object(pod.spec, 'os'), 'name') === 'windows';
}

function findPrivilegeEscalation(pod: CheckedPod): string | undefined {
  const bad = containersWith(
    pod,
    (_container, context) => optionalFlag(context, 'allowPrivilegeEscalation') !== false,
  );
  if (bad.length === 0) return undefined;
  return `${named('container', bad)} must set securityContext.allowPrivilegeEscalation=false`;
}

function findCapabilities(pod: CheckedPod): string | undefined {
  const keep = containersWith(
    pod,
    (_container, context) => !texts(object(context, 'capabilities'), 'drop').includes('ALL'),
  );
  const added: string[] = [];
  const add = containersWith(pod, (_container, context) => {
    const others = texts(object(context, 'capabilities'), 'add').filter(
      (capability) => capability !== 'NET_BIND_SERVICE',
    );
    append(added, others);
    return others.length > 0;
  });
  const parts: string[] = [];
  if (keep.length > 0) {
    parts.push(`${named('container', keep)} must set securityContext.capabilities.drop=["ALL"]`);
  }
  if (add.length > 0) {
    const what = `${quoted(sortedUnique(added))} in securityContext.capabilities.add`;
    parts.push(`${named('container', add)} must not include ${what}`);
  }
  return parts.length === 0 ? undefined : parts.join('; ');
}

function findVolumes(pod: CheckedPod): string | undefined {
  const types: string[] = [];
  const bad = objects(pod.spec, 'volumes').filter((volume) => {
    if (VOLUMES.some((field) => object(volume, field))) return false;
    types.push(Object.keys(volume).find((field) => field !== 'name') ?? 'unknown');
    return true;
  });
  if (bad.length === 0) return undefined;
  const names = bad.map((volume) => text(volume, 'name'));
  const verb = names.length === 1 ? 'uses' : 'use';
  const all = sortedUnique(types);
  const noun = plural('restricted volume type', all.length);
  return `${named('volume', names)} ${verb} ${noun} ${quoted(all)}`;
}

function findRoot(pod: CheckedPod): string | undefined {
  const ofPod = nonRoot(pod.spec);
  const explicit = containersWith(pod, (container) => nonRoot(container) === false);
  const who = setters(ofPod === false, explicit);
  if (who !== '') return `${who} must not set securityContext.runAsNonRoot=false`;
  const silent = containersWith(pod, (container) => nonRoot(container) === undefined);
  if (ofPod === true || silent.length === 0) return undefined;
  return `pod or ${named('container', silent)} must set securityContext.runAsNonRoot=true`;
}

function nonRoot(owner: JsonObject): boolean | undefined {
  return optionalFlag(object(owner, 'securityContext'), 'runAsNonRoot');
}

function findRootUser(pod: CheckedPod): string | undefined {
  const isRoot = (owner: JsonObject): boolean =>
    optionalInteger(object(owner, 'securityContext'), 'runAsUser') === 0;
  const who = setters(isRoot(pod.spec), containersWith(pod, isRoot));
  return who === '' ? undefined : `${who} must not set runAsUser=0`;
}

function findNoSeccomp(pod: CheckedPod): string | undefined {
  if (object(object(pod.spec, 'securityContext'), 'seccompProfile')) return undefined;
  const bad = containersWith(pod, (_container, context) => !object(context, 'seccompProfile'));
  if (bad.length === 0) return undefined;
  const what = 'securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return `pod or ${named('container', bad)} must set ${what}`;
}
