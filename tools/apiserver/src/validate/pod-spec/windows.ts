import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { flag, object, optionalFlag, optionalText, text } from '../../field/read.ts';
import { byteLength, dns1123Subdomain } from '../common/names.ts';
import { eachContainer } from './each-container.ts';

// Source: pkg/apis/core/validation/validation.go: validateOS, validateLinux, validateWindows and their neighbours.

const SYSTEMS = ['linux', 'windows'];
const MAX_CREDENTIAL_SPEC_KIB = 64;
const MAX_DOMAIN = 256;
const MAX_USER = 104;
const NET_BIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_DOMAIN =
  /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** Fields of the pod and its security context that have no meaning on Windows, with where they stand. */
const POD_FIELDS: readonly (readonly [field: string, inContext: boolean])[] = [
  ['appArmorProfile', true],
  ['seLinuxOptions', true],
  ['hostUsers', false],
  ['hostPID', false],
  ['hostIPC', false],
  ['seccompProfile', true],
  ['fsGroup', true],
  ['fsGroupChangePolicy', true],
  ['sysctls', true],
  ['shareProcessNamespace', false],
  ['runAsUser', true],
  ['runAsGroup', true],
  ['supplementalGroups', true],
  ['supplementalGroupsPolicy', true],
  ['seLinuxChangePolicy', true],
];

const CONTAINER_FIELDS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

/** The system a pod says to need, and what it may not set then. */
export function validateOperatingSystem(spec: JsonObject, path: Path): FieldError[] {
  const system = object(spec, 'os');
  if (!system) return [];
  const name = text(system, 'name');
  const namePath = path.child('os');
  if (name === '') return [required(namePath.child('name'))];
  if (!SYSTEMS.includes(name)) return [notSupported(namePath, name, SYSTEMS)];
  return name === 'linux' ? validateLinuxPod(spec, path) : validateWindowsPod(spec, path);
}

function validateLinuxPod(spec: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const owners: Iterable<[JsonObject, Path]> = [[spec, path], ...eachContainer(spec, path)];
  for (const [owner, at] of owners) {
    if (!object(object(owner, 'securityContext'), 'windowsOptions')) continue;
    const detail = 'windows options cannot be set for a linux pod';
    errors.push(forbidden(at.child('securityContext', 'windowsOptions'), detail));
  }
  return errors;
}

function validateWindowsPod(spec: JsonObject, path: Path): FieldError[] {
  const detail = 'cannot be set for a windows pod';
  const errors: FieldError[] = [];
  const context = object(spec, 'securityContext');
  for (const [field, inContext] of POD_FIELDS) {
    const value = (inContext ? context : spec)?.[field];
    if (value === undefined || ((field === 'hostPID' || field === 'hostIPC') && value === false)) {
      continue;
    }
    const owner = inContext ? path.child('securityContext') : path;
    errors.push(forbidden(owner.child(field), detail));
  }
  for (const [container, at] of eachContainer(spec, path)) {
    const own = object(container, 'securityContext');
    for (const field of CONTAINER_FIELDS) {
      if (own?.[field] === undefined) continue;
      errors.push(forbidden(at.child('securityContext', field), detail));
    }
  }
  return errors;
}

/** Options for Windows in a security context (validateWindowsSecurityContextOptions). */
export function validateWindowsOptions(options: JsonObject | undefined, path: Path): FieldError[] {
  if (!options) return [];
  const errors: FieldError[] = [];
  const specName = optionalText(options, 'gmsaCredentialSpecName');
  if (specName !== undefined) {
    const at = path.child('gmsaCredentialSpecName');
    append(errors, invalidEach(at, specName, dns1123Subdomain(specName)));
  }
  const credentials = optionalText(options, 'gmsaCredentialSpec');
  if (credentials === '') {
    const detail = 'gmsaCredentialSpec cannot be an empty string';
    errors.push(invalid(path.child('gmsaCredentialSpec'), credentials, detail));
  } else if (byteLength(credentials ?? '') > MAX_CREDENTIAL_SPEC_KIB * 1024) {
    const detail = `gmsaCredentialSpec size must be under ${MAX_CREDENTIAL_SPEC_KIB} KiB`;
    errors.push(invalid(path.child('gmsaCredentialSpec'), credentials, detail));
  }
  const user = optionalText(options, 'runAsUserName');
  if (user !== undefined) {
    append(errors, invalidEach(path.child('runAsUserName'), user, windowsUserMessages(user)));
  }
  return errors;
}

function windowsUserMessages(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (/\p{Cc}/u.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const domain = parts.length === 2 ? (parts[0] ?? '') : undefined;
  const user = parts.at(-1) ?? '';
  const messages: string[] = [];
  if (byteLength(domain ?? '') >= MAX_DOMAIN) {
    messages.push(`runAsUserName's Domain length must be under ${MAX_DOMAIN} characters`);
  }
  if (domain !== undefined && !NET_BIOS.test(domain) && !DNS_DOMAIN.test(domain)) {
    messages.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  if (user === '') {
    messages.push("runAsUserName's User cannot be empty");
  } else if (byteLength(user) > MAX_USER) {
    messages.push(`runAsUserName's User length must not be longer than ${MAX_USER} characters`);
  }
  if (/^[. ]+$/.test(user)) {
    messages.push("runAsUserName's User cannot contain only periods or spaces");
  }
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    messages.push(
      String.raw`runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[]`,
    );
  }
  return messages;
}

/** Containers that are processes of a Windows node: all or none of a pod (validateWindowsHostProcessPod). */
export function validateHostProcesses(spec: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const ofPod = hostProcess(spec);
  let containers = 0;
  let hostProcesses = 0;
  for (const [container, at] of eachContainer(spec, path)) {
    containers += 1;
    const own = hostProcess(container);
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      const ownPath = at.child('securityContext', 'windowsOptions', 'hostProcess');
      errors.push(invalid(ownPath, own, detail));
    }
    if (own ?? ofPod) hostProcesses += 1;
  }
  if (hostProcesses === 0) return errors;
  if (hostProcesses !== containers) {
    const detail =
      'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(invalid(path, '', detail));
  }
  if (!flag(spec, 'hostNetwork')) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(invalid(path.child('hostNetwork'), false, detail));
  }
  return errors;
}

function hostProcess(owner: JsonObject): boolean | undefined {
  const options = object(object(owner, 'securityContext'), 'windowsOptions');
  return optionalFlag(options, 'hostProcess');
}
