import type { Requirement } from '@fingerpost/discovery';

const ROLES = new Set([
  'active',
  'leader',
  'main',
  'master',
  'primary',
  'replica',
  'secondary',
  'slave',
  'standby',
]);
const STATES =
  /(?:^|[-_./])(?:active|initialized|leader|master|perf-standby|primary|sealed|standby)$/i;

/**
 * Whether a program or operator sets a label while it runs, on the pod that has a role among its peers: `role: master`
 * of Patroni, `vault-active: "true"` of Vault. No template has it.
 */
export function isRuntimeLabel({ key, values }: Requirement): boolean {
  if (STATES.test(key)) return true;
  return /role$/i.test(key) && values.some((value) => ROLES.has(value.toLowerCase()));
}
