import { add, drop, facts, inDev } from './mutation.ts';
import type { Mutation } from './mutation.ts';

const SETTINGS =
  'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: go-server, namespace: backend}\nautomountServiceAccountToken: false\n';

/** Mistakes that only all overlays together show. */
export const gitops: readonly Mutation[] = [
  inDev('gitops/duplicate', 'a ServiceAccount of two overlays', add(SETTINGS, 'helper-server')),
  inDev(
    'gitops/duplicate',
    'a Namespace of two overlays',
    add(
      `apiVersion: v1
kind: Namespace
metadata:
  name: backend
  labels:
    fingerpost.dev/admission: enforced
    pod-security.kubernetes.io/audit: restricted
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/warn: restricted
`,
      'go-server',
    ),
  ),
  inDev('gitops/namespace-missing', 'the namespace is gone', drop('Namespace//backend')),
  inDev(
    'gitops/namespace-missing',
    'a misspelt namespace',
    add(
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, namespace: backnd}\nautomountServiceAccountToken: false\n',
    ),
  ),
  inDev(
    'gitops/order',
    'the definition comes in a later wave',
    add(`apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: feeds.example.com
  annotations: {argocd.argoproj.io/sync-wave: "1"}
spec:
  group: example.com
  names: {kind: Feed, listKind: FeedList, plural: feeds, singular: feed}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object}}
---
apiVersion: example.com/v1
kind: Feed
metadata: {name: partner, namespace: data}
`),
  ),
  inDev('gitops/excluded', 'Argo CD ignores slices', facts({ syncedDespiteDefaults: [] })),
];
