import { textMap } from '@fingerpost/apiserver';
import type { Requirement, StoredObject } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** Groups whose objects make no pods of their own, whatever their names are. */
const WITHOUT_PODS =
  /^(?:$|apps$|autoscaling$|batch$|extensions$|policy$|argoproj\.io$|cert-manager\.io$|gateway\.networking\.k8s\.io$|.*\.k8s\.io$)/;
/** Kinds of such groups that do make pods, and kinds of others that do not. */
const MAKERS = new Set(['Rollout', 'Workflow', 'Gateway']);
const NO_MAKERS = new Set([
  'PodMonitor',
  'Probe',
  'PrometheusRule',
  'ScrapeConfig',
  'ServiceMonitor',
]);

/** Custom resources of which operators make pods that no manifest shows, by namespace. */
export function podMakers({ model }: RuleInput): ReadonlyMap<string, readonly StoredObject[]> {
  const makers = model.store.objects.filter(
    ({ group, kind }) => MAKERS.has(kind) || !(WITHOUT_PODS.test(group) || NO_MAKERS.has(kind)),
  );
  return Map.groupBy(makers, ({ namespace }) => namespace);
}

/**
 * Whether a selector asks for the labels of pods that an operator makes of a custom resource: its name is among the
 * values, its group or kind among the keys or values, or its own template names a label.
 */
export function selectsMadePods(
  selector: readonly Requirement[],
  makers: readonly StoredObject[],
): boolean {
  return makers.some((maker) => selector.some((requirement) => isOf(requirement, maker)));
}

function isOf({ key, values }: Requirement, maker: StoredObject): boolean {
  const slash = key.indexOf('/');
  const domain = slash < 0 ? '' : key.slice(0, slash);
  if (domain !== '' && (domain === maker.group || maker.group.endsWith(`.${domain}`))) return true;
  const kind = maker.kind.toLowerCase();
  if (values.includes(maker.name) || values.includes(kind) || key === kind) return true;
  return templateLabels(maker).some(([name, value]) => name === key && values.includes(value));
}

/** Labels that the resource gives its pods, where it has a pod template in the usual place. */
function templateLabels({ object: made }: StoredObject): readonly (readonly [string, string])[] {
  const spec = fieldsOf(made['spec']);
  const template = fieldsOf(spec['template'] ?? spec['podTemplate'] ?? spec['podMetadata']);
  const metadata = template['metadata'] === undefined ? template : fieldsOf(template['metadata']);
  return textMap(metadata, 'labels');
}

function fieldsOf(value: StoredObject['object'][string] | undefined): StoredObject['object'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
