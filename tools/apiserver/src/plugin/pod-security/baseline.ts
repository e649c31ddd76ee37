import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { goQuote } from '../../field/go-format.ts';
import { flag, integer, object, objects, optionalText, text, texts } from '../../field/read.ts';
import { hostUsers } from '../../validate/pod-spec/host-namespaces.ts';
import { APP_ARMOR } from '../../validate/pod-spec/profiles.ts';
import {
  containersOf,
  containersWith,
  named,
  plural,
  quoted,
  setters,
  sortedUnique,
  type Check,
  type CheckedPod,
} from './check.ts';

// Source: k8s.io/pod-security-admission, policy/check_*.go, the checks of level baseline.

const CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];
const SE_LINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
/** Allowed sysctls, with the minor version that allowed them. */
const SYSCTLS: readonly (readonly [since: number, names: readonly string[]])[] = [
  [
    0,
    [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ping_group_range',
      'net.ipv4.ip_unprivileged_port_start',
    ],
  ],
  [27, ['net.ipv4.ip_local_reserved_ports']],
  [
    29,
    [
      'net.ipv4.tcp_keepalive_time',
      'net.ipv4.tcp_fin_timeout',
      'net.ipv4.tcp_keepalive_intvl',
      'net.ipv4.tcp_keepalive_probes',
    ],
  ],
  [32, ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
];

/** In the order in which the server tells them. */
export const BASELINE_CHECKS: readonly Check[] = [
  {
    id: 'appArmorProfile',
    name: (pod) => plural('forbidden AppArmor profile', badAppArmor(pod).values.length),
    find: findAppArmor,
  },
  { id: 'capabilities_baseline', name: 'non-default capabilities', find: findCapabilities },
  { id: 'hostNamespaces', name: 'host namespaces', find: findHostNamespaces },
  { id: 'hostPathVolumes', name: 'hostPath volumes', find: findHostPaths },
  { id: 'hostPorts', name: 'hostPort', find: findHostPorts },
  {
    id: 'hostProbesAndHostLifecycle',
    name: 'probe or lifecycle host',
    since: 34,
    find: findHandlerHosts,
  },
  { id: 'privileged', name: 'privileged', find: findPrivileged },
  {
    id: 'procMount',
    name: 'procMount',
    find: (pod) => (hasOwnUsers(pod) ? undefined : findProcMount(pod)),
  },
  { id: 'seLinuxOptions', name: 'seLinuxOptions', find: findSeLinux },
  { id: 'seccompProfile_baseline', name: 'seccompProfile', find: findSeccomp },
  { id: 'sysctls', name: 'forbidden sysctls', find: findSysctls },
  { id: 'windowsHostProcess', name: 'hostProcess', find: findHostProcess },
];

/** Since 1.35 a pod with a user namespace of its own may do more (KEP-127). */
export function hasOwnUsers(pod: CheckedPod): boolean {
  return pod.minor >= 35 && !hostUsers(pod.spec);
}

function findAppArmor(pod: CheckedPod): string | undefined {
  const { setters: who, values } = badAppArmor(pod);
  if (values.length === 0) return undefined;
  return `${who} must not set AppArmor profile type to ${quoted(values)}`;
}

/** Who sets profiles that are not allowed, by fields or by annotations, and which. */
function badAppArmor(pod: CheckedPod): { readonly setters: string; readonly values: string[] } {
  const types: string[] = [];
  const isBad = (owner: JsonObject): boolean => {
    const profile = object(object(owner, 'securityContext'), 'appArmorProfile');
    const type = text(profile, 'type');
    if (!profile || type === 'RuntimeDefault' || type === 'Localhost') return false;
    types.push(type);
    return true;
  };
  const podIsBad = isBad(pod.spec);
  const who = setters(podIsBad, containersWith(pod, isBad));
  const annotations = Object.keys(pod.annotations ?? {})
    .filter((key) => key.startsWith(APP_ARMOR) && !isAllowedAppArmor(text(pod.annotations, key)))
    .map((key) => `${key}=${goQuote(text(pod.annotations, key))}`)
    .toSorted();
  const parts = who === '' ? [] : [who];
  if (annotations.length > 0) parts.push(plural('annotation', annotations.length));
  return { setters: parts.join(' and '), values: [...sortedUnique(types), ...annotations] };
}

function isAllowedAppArmor(value: string): boolean {
  return value === '' || value === 'runtime/default' || value.startsWith('localhost/');
}

function findCapabilities(pod: CheckedPod): string | undefined {
  const added: string[] = [];
  const bad = containersWith(pod, (_container, context) => {
    const others = texts(object(context, 'capabilities'), 'add').filter(
      (capability) => !CAPABILITIES.includes(capability),
    );
    append(added, others);
    return others.length > 0;
  });
  if (bad.length === 0) return undefined;
  const what = `${quoted(sortedUnique(added))} in securityContext.capabilities.add`;
  return `${named('container', bad)} must not include ${what}`;
}

function findHostNamespaces(pod: CheckedPod): string | undefined {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => flag(pod.spec, field));
  return shared.length === 0 ? undefined : shared.map((field) => `${field}=true`).join(', ');
}

function findHostPaths(pod: CheckedPod): string | undefined {
  const bad = objects(pod.spec, 'volumes').filter((volume) => object(volume, 'hostPath'));
  if (bad.length === 0) return undefined;
  return named(
    'volume',
    bad.map((volume) => text(volume, 'name')),
  );
}

function findHostPorts(pod: CheckedPod): string | undefined {
  const ports: string[] = [];
  const bad = containersWith(pod, (container) => {
    const own = objects(container, 'ports')
      .map((port) => integer(port, 'hostPort'))
      .filter((port) => port !== 0);
    append(ports, own.map(String));
    return own.length > 0;
  });
  if (bad.length === 0) return undefined;
  const all = sortedUnique(ports);
  const verb = bad.length === 1 ? 'uses' : 'use';
  return `${named('container', bad)} ${verb} ${plural('hostPort', all.length)} ${all.join(', ')}`;
}

function findHandlerHosts(pod: CheckedPod): string | undefined {
  const hosts: string[] = [];
  const bad = containersWith(pod, (container) => {
    const lifecycle = object(container, 'lifecycle');
    const handlers = [
      ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((field) =>
        object(container, field),
      ),
      ...['postStart', 'preStop'].map((field) => object(lifecycle, field)),
    ];
    const own = handlers
      .flatMap((handler) => [object(handler, 'httpGet'), object(handler, 'tcpSocket')])
      .map((action) => text(action, 'host'))
      .filter((host) => host !== '');
    append(hosts, own);
    return own.length > 0;
  });
  if (bad.length === 0) return undefined;
  const names = sortedUnique(bad);
  const all = sortedUnique(hosts);
  const verb = names.length === 1 ? 'uses' : 'use';
  return `${named('container', names)} ${verb} ${named('probe or lifecycle host', all)}`;
}

function findPrivileged(pod: CheckedPod): string | undefined {
  const bad = containersWith(pod, (_container, context) => flag(context, 'privileged'));
  if (bad.length === 0) return undefined;
  return `${named('container', bad)} must not set securityContext.privileged=true`;
}

/** Containers that see more of /proc than the default. */
export function findProcMount(pod: CheckedPod): string | undefined {
  const types: string[] = [];
  const bad = containersWith(pod, (_container, context) => {
    const type = optionalText(context, 'procMount') ?? 'Default';
    if (type === 'Default') return false;
    types.push(type);
    return true;
  });
  if (bad.length === 0) return undefined;
  const what = `securityContext.procMount to ${quoted(sortedUnique(types))}`;
  return `${named('container', bad)} must not set ${what}`;
}

function findSeLinux(pod: CheckedPod): string | undefined {
  const allowed = pod.minor >= 31 ? [...SE_LINUX_TYPES, 'container_engine_t'] : SE_LINUX_TYPES;
  const types: string[] = [];
  const set = new Set<string>();
  const isBad = (owner: JsonObject): boolean => {
    const options = object(object(owner, 'securityContext'), 'seLinuxOptions');
    const type = text(options, 'type');
    const fields = ['user', 'role'].filter((field) => text(options, field) !== '');
    for (const field of fields) set.add(field);
    if (!allowed.includes(type)) types.push(type);
    return fields.length > 0 || !allowed.includes(type);
  };
  const podIsBad = isBad(pod.spec);
  const who = setters(podIsBad, containersWith(pod, isBad));
  if (who === '') return undefined;
  const what = types.length === 0 ? [] : [named('type', sortedUnique(types))];
  for (const field of ['user', 'role']) if (set.has(field)) what.push(`${field} may not be set`);
  return `${who} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}`;
}

/** Who sets a seccomp profile that is none of the two allowed kinds. */
export function findSeccomp(pod: CheckedPod): string | undefined {
  const values: string[] = [];
  const isBad = (owner: JsonObject): boolean => {
    const profile = object(object(owner, 'securityContext'), 'seccompProfile');
    const type = text(profile, 'type');
    if (!profile || type === 'RuntimeDefault' || type === 'Localhost') return false;
    values.push(type);
    return true;
  };
  const podIsBad = isBad(pod.spec);
  const who = setters(podIsBad, containersWith(pod, isBad));
  if (who === '') return undefined;
  const what = `securityContext.seccompProfile.type to ${quoted(sortedUnique(values))}`;
  return `${who} must not set ${what}`;
}

function findSysctls(pod: CheckedPod): string | undefined {
  const allowed = SYSCTLS.filter(([since]) => pod.minor >= since).flatMap(([, names]) => names);
  const bad = objects(object(pod.spec, 'securityContext'), 'sysctls')
    .map((sysctl) => text(sysctl, 'name'))
    .filter((name) => !allowed.includes(name));
  return bad.length === 0 ? undefined : bad.join(', ');
}

function findHostProcess(pod: CheckedPod): string | undefined {
  const isBad = (owner: JsonObject): boolean =>
    flag(object(object(owner, 'securityContext'), 'windowsOptions'), 'hostProcess');
  const containers = containersOf(pod)
    .filter(isBad)
    .map((container) => text(container, 'name'));
  const who = setters(isBad(pod.spec), containers);
  if (who === '') return undefined;
  return `${who} must not set securityContext.windowsOptions.hostProcess=true`;
}
