import { object, objects, text, textMap, texts } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Node, Taint } from '../environment/environment.ts';

/** Whether pods may run on a node; 'unknown' where that hangs on labels which nobody tells. */
export type Fit = 'yes' | 'no' | 'unknown';

const ZONE = 'topology.kubernetes.io/zone';

/** What every pod of a DaemonSet tolerates (`AddOrUpdateDaemonPodTolerations` in daemonset_util.go). */
const DAEMON_TOLERATED: readonly (readonly [key: string, effect: string])[] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
];

/**
 * Whether a node takes pods with a spec: its name, its labels and its taints (`NodeShouldRunDaemonPod` of
 * daemon_controller.go; the scheduler's filters NodeName, NodeAffinity and TaintToleration ask the same).
 */
export function fitOf(spec: JsonObject, node: Node, isDaemon: boolean): Fit {
  const name = text(spec, 'nodeName');
  if (name !== '' && name !== node.name) return 'no';
  if (!toleratesTaints(spec, node, isDaemon)) return 'no';
  const selected = all(
    textMap(spec, 'nodeSelector').map(([key, value]) => equals(node, key, value)),
  );
  return all([selected, affinityOf(spec, node)]);
}

function affinityOf(spec: JsonObject, node: Node): Fit {
  const affinity = object(object(spec, 'affinity'), 'nodeAffinity');
  const required = object(affinity, 'requiredDuringSchedulingIgnoredDuringExecution');
  if (!required) return 'yes';
  const terms = objects(required, 'nodeSelectorTerms').map((term): Fit => {
    const expressions = objects(term, 'matchExpressions');
    const fields = objects(term, 'matchFields');
    if (expressions.length === 0 && fields.length === 0) return 'no';
    return all([
      ...expressions.map((expression) => holds(expression, labelOf(node, text(expression, 'key')))),
      ...fields.map((field) =>
        holds(field, text(field, 'key') === 'metadata.name' ? node.name : ''),
      ),
    ]);
  });
  if (terms.includes('yes')) return 'yes';
  return terms.includes('unknown') ? 'unknown' : 'no';
}

/** The value of a label; null where it has none, undefined where nobody knows. */
function labelOf({ labels, zone }: Node, key: string): string | null | undefined {
  if (labels) return labels.get(key) ?? null;
  return key === ZONE ? zone : undefined;
}

function equals(node: Node, key: string, value: string): Fit {
  const label = labelOf(node, key);
  if (label === undefined) return 'unknown';
  return label === value ? 'yes' : 'no';
}

function holds(expression: JsonObject, value: string | null | undefined): Fit {
  if (value === undefined) return 'unknown';
  const operator = text(expression, 'operator');
  const values = texts(expression, 'values');
  return isTrue(operator, value, values) ? 'yes' : 'no';
}

/** `labels.Requirement.Matches`: what compares numbers fails where either is none. */
function isTrue(operator: string, value: string | null, values: readonly string[]): boolean {
  switch (operator) {
    case 'In':
      return value !== null && values.includes(value);
    case 'NotIn':
      return value === null || !values.includes(value);
    case 'Exists':
      return value !== null;
    case 'DoesNotExist':
      return value === null;
    case 'Gt':
      return isWhole(value) && isWhole(values[0]) && BigInt(value) > BigInt(values[0]);
    case 'Lt':
      return isWhole(value) && isWhole(values[0]) && BigInt(value) < BigInt(values[0]);
    default:
      return false;
  }
}

function isWhole(value: string | null | undefined): value is string {
  return typeof value === 'string' && /^-?\d{1,19}$/.test(value);
}

function toleratesTaints(spec: JsonObject, { taints = [] }: Node, isDaemon: boolean): boolean {
  const hard = taints.filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
  if (hard.length === 0) return true;
  const tolerations = objects(spec, 'tolerations');
  const onHost = spec['hostNetwork'] === true;
  return hard.every(
    (taint) =>
      (isDaemon && toleratedByDaemons(taint, onHost)) ||
      tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}

function toleratedByDaemons({ key, effect }: Taint, onHost: boolean): boolean {
  if (onHost && key === 'node.kubernetes.io/network-unavailable') return effect === 'NoSchedule';
  return DAEMON_TOLERATED.some(([other, its]) => other === key && its === effect);
}

/** `Toleration.ToleratesTaint` of k8s.io/api/core/v1; its operators for numbers are off in Kubernetes 1.36. */
function tolerates(toleration: JsonObject, taint: Taint): boolean {
  const effect = text(toleration, 'effect');
  const key = text(toleration, 'key');
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  const operator = text(toleration, 'operator');
  if (operator === 'Exists') return true;
  return (operator === '' || operator === 'Equal') && text(toleration, 'value') === taint.value;
}

function all(fits: readonly Fit[]): Fit {
  if (fits.includes('no')) return 'no';
  return fits.includes('unknown') ? 'unknown' : 'yes';
}
