import { inDev, remove, rewrite, set } from './mutation.ts';
import type { Mutation } from './mutation.ts';

const METRICS = 'base/traits/metrics/network-policy.yaml';
const ROUTE = 'base/traits/route/network-policy.yaml';

/** Mistakes in what kustomize is told. */
export const source: readonly Mutation[] = [
  inDev(
    'source/peer-overwritten',
    'Prometheus by matchLabels',
    rewrite(
      METRICS,
      `matchExpressions:
            - key: app.kubernetes.io/name
              operator: In
              values:
                - prometheus`,
      'matchLabels: {app.kubernetes.io/name: prometheus}',
    ),
    ['policy/scrape-blocked'],
  ),
  inDev(
    'source/peer-overwritten',
    'the gateway by matchLabels',
    rewrite(
      ROUTE,
      `matchExpressions:
            - key: app.kubernetes.io/name
              operator: In
              values:
                - traefik`,
      'matchLabels: {app.kubernetes.io/name: traefik}',
    ),
    ['policy/route-blocked'],
  ),
  inDev(
    'source/pattern-name-left',
    'a trait after the identity',
    rewrite(
      'base/services/helper-server/kustomization.yaml',
      '  - ../../traits/metrics\n  - ../../traits/discovery-check\n  - identity\n',
      '  - ../../traits/discovery-check\n  - identity\n  - ../../traits/metrics\n',
    ),
    ['monitor/selects-nothing', 'monitor/service-missed'],
  ),
  inDev(
    'source/pattern-name-left',
    'metrics after the identity',
    rewrite(
      'base/services/backend-api/kustomization.yaml',
      '  - ../../traits/metrics\n  - ../../traits/discovery-check\n  - identity\n',
      '  - ../../traits/discovery-check\n  - identity\n  - ../../traits/metrics\n',
    ),
    ['monitor/selects-nothing', 'monitor/service-missed'],
  ),
  inDev(
    'source/selector-on-external',
    'a selector of an alias',
    rewrite(
      'base/services/postgres-external/identity/kustomization.yaml',
      'includeSelectors: false',
      'includeSelectors: true',
    ),
  ),
  inDev(
    'source/selector-on-external',
    'a selector beside a slice',
    rewrite(
      'base/services/partner-feed/identity/kustomization.yaml',
      'includeSelectors: false',
      'includeSelectors: true',
    ),
    ['service/selector-matches-nothing'],
  ),
  inDev(
    'source/immutable-label',
    'a team in the selector',
    rewrite(
      'base/services/go-server/identity/kustomization.yaml',
      'app.kubernetes.io/name: go-server\n',
      'app.kubernetes.io/name: go-server\n      team: a\n',
    ),
  ),
  inDev(
    'source/cluster-scoped-namespace',
    'a namespace in a namespace',
    set('Namespace//platform', 'metadata.namespace', 'platform'),
  ),
  inDev(
    'ignore/no-reason',
    'nobody says why',
    set('Service/backend/go-server', 'metadata.annotations', {
      'fingerpost.dev/ignore': 'service/node-port',
    }),
  ),
  inDev('ignore/no-reason', 'a colon and nothing', [
    set('Service/backend/helper-server', 'metadata.annotations', {
      'fingerpost.dev/ignore': 'service/target-port-missing: ',
    }),
    remove('Service/backend/helper-server', 'metadata.labels[app.kubernetes.io/part-of]'),
  ]),
  inDev(
    'ignore/unused',
    'there is nothing to ignore',
    set('Service/backend/go-server', 'metadata.annotations', {
      'fingerpost.dev/ignore': 'service/node-port: callers outside of the cluster need it',
    }),
  ),
];
