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

/** `resource.exclusions` of argocd-cm in the manifests of Argo CD 3.0; '*' is the whole group. */
const EXCLUDED: ReadonlyMap<string, readonly string[] | '*'> = new Map<
  string,
  readonly string[] | '*'
>([
  ['', ['Endpoints']],
  ['discovery.k8s.io', ['EndpointSlice']],
  ['coordination.k8s.io', ['Lease']],
  ['authentication.k8s.io', ['SelfSubjectReview', 'TokenReview']],
  [
    'authorization.k8s.io',
    [
      'LocalSubjectAccessReview',
      'SelfSubjectAccessReview',
      'SelfSubjectRulesReview',
      'SubjectAccessReview',
    ],
  ],
  ['certificates.k8s.io', ['CertificateSigningRequest']],
  ['cert-manager.io', ['CertificateRequest']],
  ['cilium.io', ['CiliumIdentity', 'CiliumEndpoint', 'CiliumEndpointSlice']],
  [
    'kyverno.io',
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
  ['reports.kyverno.io', '*'],
  ['wgpolicyk8s.io', '*'],
]);

function* findExcluded({ model, checked, complete }: RuleInput): Generator<Problem> {
  if (!complete) return;
  const synced = new Set(model.environment.syncedDespiteDefaults);
  for (const stored of checked) {
    const kinds = EXCLUDED.get(stored.group);
    if (kinds !== '*' && !kinds?.includes(stored.kind)) continue;
    if (synced.has(stored.kind)) continue;
    yield {
      on: stored,
      field: 'kind',
      message: `Argo CD leaves out every ${stored.kind} by default: ${describeObject(stored)} is never applied`,
    };
  }
}
