import { describeObject } from '@fingerpost/discovery';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const excluded: Rule = {
  id: 'gitops/excluded',
  severity: 'warning',
  scope: 'environment',
  title: 'Argo CD does not sync this kind by default',
  why: 'Since 3.0 Argo CD leaves out kinds that controllers write all the time. An object of one of them in git is never applied; the Application is healthy and synced, with an ExcludedResourceWarning.',
  fix: 'take the kind out of resource.exclusions of argocd-cm, and name it in spec.argocd.syncedDespiteDefaults of environment.yaml',
  silent: 'For plain files, which nobody says that Argo CD syncs.',
  source:
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/upgrading/2.14-3.0/#default-resourceexclusions-configurations',
  check: findExcluded,
};

/** `resource.exclusions` of argocd-cm in the manifests of Argo CD 3.5: each of these kinds in each of its groups. */
const EXCLUDED: readonly (readonly [groups: readonly string[], kinds: readonly string[]])[] = [
  [
    ['', 'discovery.k8s.io'],
    ['Endpoints', 'EndpointSlice'],
  ],
  [['coordination.k8s.io'], ['Lease']],
  [
    ['authentication.k8s.io', 'authorization.k8s.io'],
    [
      'SelfSubjectReview',
      'TokenReview',
      'LocalSubjectAccessReview',
      'SelfSubjectAccessReview',
      'SelfSubjectRulesReview',
      'SubjectAccessReview',
    ],
  ],
  [['certificates.k8s.io'], ['CertificateSigningRequest']],
  [['cert-manager.io'], ['CertificateRequest']],
  [['cilium.io'], ['CiliumIdentity', 'CiliumEndpoint', 'CiliumEndpointSlice']],
  [
    ['kyverno.io', 'reports.kyverno.io', 'wgpolicyk8s.io'],
    [
      'PolicyReport',
      'ClusterPolicyReport',
      'EphemeralReport',
      'ClusterEphemeralReport',
      'AdmissionReport',
      'ClusterAdmissionReport',
      'BackgroundScanReport',
      'ClusterBackgroundScanReport',
      'UpdateRequest',
    ],
  ],
];

function isExcluded(group: string, kind: string): boolean {
  return EXCLUDED.some(([groups, kinds]) => groups.includes(group) && kinds.includes(kind));
}

function* findExcluded({ model, checked, complete }: RuleInput): Generator<Problem> {
  if (!complete) return;
  const synced = new Set(model.environment.syncedDespiteDefaults);
  for (const stored of checked) {
    if (!isExcluded(stored.group, stored.kind) || synced.has(stored.kind)) continue;
    yield {
      on: stored,
      field: 'kind',
      message: `Argo CD leaves out every ${stored.kind} by default: ${describeObject(stored)} is never applied`,
    };
  }
}
