/**
 * Rules whose verdict on an inner edit follows from the object, its namespace, the nodes and what is global. Only these
 * may be news of a part of an environment; news of any other rule has the whole of it compared.
 */
const LOCAL = new Set([
  'api/unchecked',
  'api/warning',
  'config-map/credential',
  'ignore/no-reason',
  'ignore/unused',
  'service/external-local',
  'service/internal-local',
  'service/link-env-collision',
  'service/long-lived-connections',
  'workload/container-restart-policy',
  'workload/disruption-budget-blocks',
  'workload/image-unpinned',
  'workload/missing-reference',
  'workload/no-disruption-budget',
  'workload/no-drain',
  'workload/no-spread',
  'workload/probe-port-missing',
  'workload/probe-restart-storm',
  'workload/probes-equal',
  'workload/readiness-missing',
  'workload/rollout-drops-all',
  'workload/single-replica',
  'workload/token-mounted',
]);

/** Groups of such rules. An object that the API server begins or ceases to refuse is modelled in another way. */
const GROUPS = ['admission/', 'script/', 'source/'];

/** Whether news of a rule may be believed that only a part of an environment was shown. */
export function isLocalRule(rule: string): boolean {
  return LOCAL.has(rule) || GROUPS.some((group) => rule.startsWith(group));
}
