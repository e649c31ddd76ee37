/** Lists and maps of which the rules tell empty from absent, though Go prints neither. */
export const KEPT_EMPTY: ReadonlySet<string> = new Set([
  'v1.ConfigMap.binaryData',
  'v1.EphemeralContainer.ports',
  'v1.EphemeralContainer.resizePolicy',
  'v1.EphemeralContainer.restartPolicyRules',
  'v1.IngressSpec.rules',
  'v1.PodSpec.overhead',
  'v1.ResourceRequirements.claims',
  'v1.ResourceRequirements.limits',
  'v1.ResourceRequirements.requests',
  'v1.Secret.data',
  'v2.HPAScalingRules.policies',
]);
