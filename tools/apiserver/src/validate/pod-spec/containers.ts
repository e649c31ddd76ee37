import type { JsonObject } from 'kustomize-ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  notFound,
  notSupported,
  required,
  type FieldError,
} from '../../field/error.ts';
import { append } from '../../field/append.ts';
import type { Path } from '../../field/path.ts';
import { object, objects, optionalText, text } from '../../field/read.ts';
import { dns1123Label } from '../common/names.ts';
import { isSidecar } from './each-container.ts';
import { hostUsers } from './host-namespaces.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateLifecycle } from './lifecycle.ts';
import { validateVolumeDevices, validateVolumeMounts } from './mounts.ts';
import { validateContainerPorts, validateHostPortConflicts } from './ports.ts';
import { validateLivenessProbe, validateReadinessProbe, validateStartupProbe } from './probes.ts';
import { validatePullPolicy } from './pull-policy.ts';
import { validateContainerResources } from './resources.ts';
import {
  validateContainerRestartPolicy,
  validateInitContainerRestartPolicy,
} from './restart-policy.ts';
import { validateResizePolicy } from './resize-policy.ts';
import { validateContainerSecurityContext } from './security-context.ts';

// Source: pkg/apis/core/validation/validation.go, validateContainers and its neighbours.

const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always';
const NOT_EPHEMERAL = 'cannot be set for an Ephemeral Container';

/** What the rules of a container know of its pod. */
export interface PodContext {
  readonly spec: JsonObject;
  /** The volumes without errors, by name. */
  readonly volumes: ReadonlyMap<string, JsonObject>;
  readonly resourceClaims: ReadonlySet<string>;
}

/** The regular containers of a pod: at least one, with names of their own. */
export function validateContainers(pod: PodContext, path: Path): FieldError[] {
  const containers = objects(pod.spec, 'containers');
  if (containers.length === 0) return [required(path)];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const at = path.index(index);
    append(errors, validateContainer(container, pod, at));
    const name = text(container, 'name');
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    append(
      errors,
      validateLifecycleAndProbes(container, pod, at),
      validateContainerRestartPolicy(container, at),
    );
  }
  append(errors, validateHostPortConflicts(containers, path));
  return errors;
}

/** The init containers: only sidecars may have probes and a lifecycle. */
export function validateInitContainers(pod: PodContext, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set(
    objects(pod.spec, 'containers').map((container) => text(container, 'name')),
  );
  for (const [index, container] of objects(pod.spec, 'initContainers').entries()) {
    const at = path.index(index);
    append(
      errors,
      validateContainer(container, pod, at),
      validateInitContainerRestartPolicy(container, at),
    );
    const name = text(container, 'name');
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    else if (name !== '') names.add(name);
    // Upstream gives the list of one container the path of the whole list.
    append(errors, validateHostPortConflicts([container], path));
    if (isSidecar(container)) {
      append(errors, validateLifecycleAndProbes(container, pod, at));
      continue;
    }
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
      if (object(container, field)) errors.push(forbidden(at.child(field), ONLY_SIDECARS));
    }
    for (const [position, policy] of objects(container, 'resizePolicy').entries()) {
      const restart = text(policy, 'restartPolicy');
      if (restart !== 'RestartContainer') continue;
      errors.push(
        invalid(
          at.child('resizePolicy').index(position).child('restartPolicy'),
          restart,
          "must not be set to 'RestartContainer' for non-sidecar initContainers",
        ),
      );
    }
  }
  return errors;
}

/** Ephemeral containers: only a subresource may add them, but templates and updates can hold them. */
export function validateEphemeralContainers(pod: PodContext, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const others = new Set<string>();
  for (const list of ['containers', 'initContainers']) {
    for (const container of objects(pod.spec, list)) others.add(text(container, 'name'));
  }
  const names = new Set(others);
  for (const [index, container] of objects(pod.spec, 'ephemeralContainers').entries()) {
    const at = path.index(index);
    append(errors, validateContainer(container, pod, at), validateImageSpace(container, at));
    const name = text(container, 'name');
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    const target = text(container, 'targetContainerName');
    if (target !== '' && !others.has(target)) {
      errors.push(notFound(at.child('targetContainerName'), target));
    }
    append(errors, validateEphemeralFields(container, at));
  }
  return errors;
}

/** Blanks around the image of a container of a Pod; templates may have them. */
export function validateImageSpace(container: JsonObject, path: Path): FieldError[] {
  const image = text(container, 'image');
  if (image === image.trim()) return [];
  return [invalid(path.child('image'), image, 'must not have leading or trailing whitespace')];
}

function validateContainer(container: JsonObject, pod: PodContext, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const name = text(container, 'name');
  if (name === '') errors.push(required(path.child('name')));
  else append(errors, invalidEach(path.child('name'), name, dns1123Label(name)));
  if (text(container, 'image') === '') errors.push(required(path.child('image')));
  append(
    errors,
    validateTerminationMessagePolicy(container, path.child('terminationMessagePolicy')),
    validateContainerPorts(container, path.child('ports')),
    validateEnv(container, path.child('env')),
    validateEnvFrom(container, path.child('envFrom')),
    validateVolumeMounts(container, pod.volumes, path.child('volumeMounts')),
    validateVolumeDevices(container, pod.volumes, path.child('volumeDevices')),
    validatePullPolicy(text(container, 'imagePullPolicy'), path.child('imagePullPolicy')),
    validateContainerResources(container, pod.resourceClaims, path.child('resources')),
    validateResizePolicy(container, pod.spec, path.child('resizePolicy')),
    validateContainerSecurityContext(
      object(container, 'securityContext'),
      hostUsers(pod.spec),
      path.child('securityContext'),
    ),
  );
  return errors;
}

function validateTerminationMessagePolicy(container: JsonObject, path: Path): FieldError[] {
  const policy = text(container, 'terminationMessagePolicy');
  const supported = ['File', 'FallbackToLogsOnError'];
  if (policy === '') return [required(path)];
  return supported.includes(policy) ? [] : [notSupported(path, policy, supported)];
}

function validateLifecycleAndProbes(
  container: JsonObject,
  pod: PodContext,
  path: Path,
): FieldError[] {
  return [
    ...validateLifecycle(container, pod.spec, path.child('lifecycle')),
    ...validateLivenessProbe(container, path.child('livenessProbe')),
    ...validateReadinessProbe(container, path.child('readinessProbe')),
    ...validateStartupProbe(container, path.child('startupProbe')),
  ];
}

function validateEphemeralFields(container: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['ports', 'resizePolicy', 'restartPolicyRules']) {
    if (Array.isArray(container[field])) {
      errors.push(forbidden(path.child(field), NOT_EPHEMERAL));
    }
  }
  const resources = object(container, 'resources');
  if (resources && Object.keys(resources).length > 0) {
    errors.push(forbidden(path.child('resources'), NOT_EPHEMERAL));
  }
  if (optionalText(container, 'restartPolicy') !== undefined) {
    errors.push(forbidden(path.child('restartPolicy'), NOT_EPHEMERAL));
  }
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle']) {
    if (object(container, field)) errors.push(forbidden(path.child(field), NOT_EPHEMERAL));
  }
  for (const [index, mount] of objects(container, 'volumeMounts').entries()) {
    for (const field of ['subPath', 'subPathExpr']) {
      if (text(mount, field) === '') continue;
      errors.push(forbidden(path.child('volumeMounts').index(index).child(field), NOT_EPHEMERAL));
    }
  }
  return errors;
}
