import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { duplicate, invalid, notSupported, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import {
  flag,
  object,
  objects,
  optionalFlag,
  optionalInteger,
  optionalText,
  text,
  texts,
} from '../../field/read.ts';
import { byteLength, rangeMessage } from '../common/names.ts';
import { goStruct, type Shape } from './go-struct.ts';
import { validateAppArmorProfile, validateSeccompProfile } from './profiles.ts';
import { validateWindowsOptions } from './windows.ts';

// Source: pkg/apis/core/validation/validation.go, ValidateSecurityContext and validatePodSpecSecurityContext.

const MAX_ID = 2_147_483_647;
const SYSCTL = String.raw`([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?`;
const MAX_SYSCTL = 253;
const IPC_SYSCTL =
  /^(?:kernel\.(?:sem|shmall|shmmax|shmmni|shm_rmid_forced|shm|msgmax|msgmnb|msgmni)$|fs\.mqueue\.)/;

const PROFILE: Shape = [
  ['Type', 'type', ''],
  ['LocalhostProfile', 'localhostProfile', null],
];

const SECURITY_CONTEXT: Shape = [
  [
    'Capabilities',
    'capabilities',
    null,
    [
      ['Add', 'add', null],
      ['Drop', 'drop', null],
    ],
  ],
  ['Privileged', 'privileged', null],
  [
    'SELinuxOptions',
    'seLinuxOptions',
    null,
    [
      ['User', 'user', ''],
      ['Role', 'role', ''],
      ['Type', 'type', ''],
      ['Level', 'level', ''],
    ],
  ],
  [
    'WindowsOptions',
    'windowsOptions',
    null,
    [
      ['GMSACredentialSpecName', 'gmsaCredentialSpecName', null],
      ['GMSACredentialSpec', 'gmsaCredentialSpec', null],
      ['RunAsUserName', 'runAsUserName', null],
      ['HostProcess', 'hostProcess', null],
    ],
  ],
  ['RunAsUser', 'runAsUser', null],
  ['RunAsGroup', 'runAsGroup', null],
  ['RunAsNonRoot', 'runAsNonRoot', null],
  ['ReadOnlyRootFilesystem', 'readOnlyRootFilesystem', null],
  ['AllowPrivilegeEscalation', 'allowPrivilegeEscalation', null],
  ['ProcMount', 'procMount', null],
  ['SeccompProfile', 'seccompProfile', null, PROFILE],
  ['AppArmorProfile', 'appArmorProfile', null, PROFILE],
];

/** What one container may do. */
export function validateContainerSecurityContext(
  context: JsonObject | undefined,
  hostUsers: boolean,
  path: Path,
): FieldError[] {
  if (!context) return [];
  return [
    ...validateId(context, 'runAsUser', path),
    ...validateId(context, 'runAsGroup', path),
    ...validateProcMount(context, hostUsers, path.child('procMount')),
    ...validateSeccompProfile(object(context, 'seccompProfile'), path.child('seccompProfile')),
    ...validatePrivilegeEscalation(context, path),
    ...validateWindowsOptions(object(context, 'windowsOptions'), path.child('windowsOptions')),
    ...validateAppArmorProfile(object(context, 'appArmorProfile'), path.child('appArmorProfile')),
  ];
}

function validateId(context: JsonObject, field: string, path: Path): FieldError[] {
  const id = optionalInteger(context, field);
  return id === undefined ? [] : validateIdValue(id, path.child(field));
}

function validateIdValue(id: number, path: Path): FieldError[] {
  return id >= 0 && id <= MAX_ID ? [] : [invalid(path, id, rangeMessage(0, MAX_ID))];
}

function validateProcMount(context: JsonObject, hostUsers: boolean, path: Path): FieldError[] {
  const procMount = optionalText(context, 'procMount');
  if (procMount === undefined) return [];
  if (procMount === 'Unmasked') {
    if (!hostUsers) return [];
    return [invalid(path, procMount, '`hostUsers` must be false to use `Unmasked`')];
  }
  return procMount === 'Default' ? [] : [notSupported(path, procMount, ['Default', 'Unmasked'])];
}

function validatePrivilegeEscalation(context: JsonObject, path: Path): FieldError[] {
  if (optionalFlag(context, 'allowPrivilegeEscalation') !== false) return [];
  const errors: FieldError[] = [];
  const shown = goStruct(context, SECURITY_CONTEXT);
  if (flag(context, 'privileged')) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
    errors.push(invalid(path, shown, detail));
  }
  for (const capability of texts(object(context, 'capabilities'), 'add')) {
    if (capability !== 'CAP_SYS_ADMIN') continue;
    const detail =
      'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(invalid(path, shown, detail));
  }
  return errors;
}

/** What holds for all containers of a pod. */
export function validatePodSecurityContext(spec: JsonObject, path: Path): FieldError[] {
  const context = object(spec, 'securityContext') ?? {};
  const groups = context['supplementalGroups'];
  return [
    ...validateId(context, 'fsGroup', path),
    ...validateId(context, 'runAsUser', path),
    ...validateId(context, 'runAsGroup', path),
    ...(Array.isArray(groups) ? groups : []).flatMap((group, index) =>
      validateIdValue(Number(group), path.child('supplementalGroups').index(index)),
    ),
    ...validateSharedProcesses(spec, path.child('shareProcessNamespace')),
    ...validateSysctls(context, spec, path.child('sysctls')),
    ...validateChoice(context, 'fsGroupChangePolicy', ['Always', 'OnRootMismatch'], path),
    ...validateSeccompProfile(object(context, 'seccompProfile'), path.child('seccompProfile')),
    ...validateWindowsOptions(object(context, 'windowsOptions'), path.child('windowsOptions')),
    ...validateAppArmorProfile(object(context, 'appArmorProfile'), path.child('appArmorProfile')),
    ...validateChoice(context, 'supplementalGroupsPolicy', ['Merge', 'Strict'], path),
    ...validateChoice(context, 'seLinuxChangePolicy', ['Recursive'], path),
  ];
}

function validateSharedProcesses(spec: JsonObject, path: Path): FieldError[] {
  if (!flag(spec, 'shareProcessNamespace') || !flag(spec, 'hostPID')) return [];
  return [invalid(path, true, 'ShareProcessNamespace and HostPID cannot both be enabled')];
}

function validateChoice(
  context: JsonObject,
  field: string,
  choices: readonly string[],
  path: Path,
): FieldError[] {
  const value = optionalText(context, field);
  if (value === undefined || choices.includes(value)) return [];
  return [notSupported(path.child(field), value, choices)];
}

function validateSysctls(context: JsonObject, spec: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, sysctl] of objects(context, 'sysctls').entries()) {
    const at = path.index(index).child('name');
    const name = text(sysctl, 'name');
    if (name === '') {
      errors.push(required(at));
    } else if (byteLength(name) > MAX_SYSCTL || !new RegExp(`^(?:${SYSCTL})$`).test(name)) {
      const detail = `must have at most ${MAX_SYSCTL} characters and match regex ^${SYSCTL}$`;
      errors.push(invalid(at, name, detail));
    } else if (names.has(name)) {
      errors.push(duplicate(at, name));
    }
    names.add(name);
    append(errors, validateHostSysctl(name, spec, at));
  }
  return errors;
}

/** A sysctl of a namespace that the pod shares with its node (ValidateHostSysctl). */
function validateHostSysctl(name: string, spec: JsonObject, path: Path): FieldError[] {
  const dotted = normalizeSysctl(name);
  if (flag(spec, 'hostNetwork') && dotted.startsWith('net.')) {
    return [invalid(path, name, "may not be specified when 'hostNetwork' is true")];
  }
  if (flag(spec, 'hostIPC') && IPC_SYSCTL.test(dotted)) {
    return [invalid(path, name, "may not be specified when 'hostIPC' is true")];
  }
  return [];
}

/** With slashes between the steps, dots are part of them. */
function normalizeSysctl(name: string): string {
  const separator = /[./]/.exec(name)?.[0];
  if (separator !== '/') return name;
  return name.replaceAll(/[./]/g, (character) => (character === '/' ? '.' : '/'));
}
