import type { Finding } from './finding.ts';

/**
 * Without an environment nobody knows the range of the cluster's Service addresses, which the API server measures a
 * clusterIP against: its refusal becomes a caution. Manifests exported from a cluster have such addresses.
 */
export function withUnknownRange(finding: Finding): Finding {
  const { rule, field, message } = finding;
  const isAboutRange =
    rule === 'api/field-value-invalid' &&
    /^spec\.clusterIPs?\b/.test(field) &&
    message.includes('is not in the valid range');
  if (!isAboutRange) return finding;
  return {
    ...finding,
    severity: 'caution',
    message:
      'the address has to be of the Service range of the cluster, which plain files do not say',
    fix: 'leave clusterIP out, or check it as an overlay with serviceCIDRs in environment.yaml',
  };
}
