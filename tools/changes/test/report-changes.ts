import type { Finding } from '@fingerpost/policy';

import { parsePath } from '../src/index.ts';
import type { Changes, FieldChange, OverlayChange, ResourceChange } from '../src/index.ts';

/** What one field of one resource comes to, without anything else. */
export function field(path: string, change: Omit<FieldChange, 'path' | 'segments'>): FieldChange {
  return { segments: (parsePath(path) ?? []).map((key) => ({ key })), path, ...change };
}

export function resource(
  kind: string,
  name: string,
  more: Partial<ResourceChange> = {},
): ResourceChange {
  return {
    apiVersion: 'v1',
    kind,
    namespace: 'backend',
    name,
    status: 'changed',
    recreate: [],
    fields: [],
    references: [],
    risk: 4,
    ...more,
  };
}

export function overlay(name: string, more: Partial<OverlayChange> = {}): OverlayChange {
  return { overlay: name, status: 'changed', resources: [], expected: 0, ...more };
}

export const NOTHING: Changes = {
  before: 'main (c9e6dfe)',
  after: 'the working tree',
  overlays: [],
  compared: 27,
  sources: [],
  drift: [],
};

export const FINDING: Finding = {
  rule: 'service/target-port-missing',
  severity: 'error',
  message:
    'Service go-server sends its port http (9000) to a port named http, and no container of Deployment go-server has one: it gets no connections',
  resource: 'Service/backend/go-server',
  field: 'spec.ports[0].targetPort',
  file: 'base/services/go-server/service.yaml',
  line: 9,
  column: 19,
  related: [
    {
      message: 'the ports are web and metrics',
      resource: 'Deployment/backend/go-server',
      field: 'spec.template.spec.containers[0].ports',
      file: 'base/services/go-server/workload.yaml',
      line: 13,
      column: 15,
    },
  ],
  fix: 'write targetPort: web',
  documentation: 'docs/rules/service/target-port-missing.md',
  overlays: ['dev/go-server', 'prod/go-server'],
};

/** The edit of one overlay: prod alone gets another number of replicas and another image. */
export const OVERLAY_EDIT: Changes = {
  ...NOTHING,
  overlays: [
    overlay('prod/go-server', {
      resources: [
        resource('Deployment', 'go-server', {
          apiVersion: 'apps/v1',
          fields: [
            field('spec.replicas', {
              kind: 'changed',
              before: 3,
              after: 5,
              beforePlace: {
                file: 'base/patterns/cluster-ip/prod/deployment.yaml',
                line: 7,
                by: 'patches',
              },
              afterPlace: {
                file: 'overlays/prod/go-server/kustomization.yaml',
                line: 9,
                by: 'replicas',
              },
            }),
            field('metadata.labels[app.kubernetes.io/version]', {
              kind: 'changed',
              before: '1.4.2',
              after: '1.5.0',
              beforePlace: {
                file: 'overlays/prod/go-server/kustomization.yaml',
                line: 12,
                by: 'images',
              },
              afterPlace: {
                file: 'overlays/prod/go-server/kustomization.yaml',
                line: 15,
                by: 'images',
              },
            }),
          ],
        }),
      ],
    }),
  ],
  meaning: {
    environments: [
      {
        environment: 'prod',
        discovery: [
          {
            kind: 'endpoints',
            change: 'changed',
            subject: 'backend/go-server',
            before: '3 of 3 endpoints ready',
            after: '5 of 5 endpoints ready',
            members: [],
            resource: 'Service/backend/go-server',
            place: { file: 'base/services/go-server/service.yaml', line: 2, column: 1 },
            dependents: [
              {
                resource: 'Deployment/backend/helper-server',
                how: 'uses the name',
                place: { file: 'base/services/helper-server/workload.yaml', line: 14 },
              },
            ],
          },
        ],
        notModelled: [],
      },
    ],
    findings: { new: [], fixed: [], unchanged: { error: 0, warning: 2, caution: 5 } },
  },
  sources: [
    {
      file: 'overlays/prod/go-server/kustomization.yaml',
      status: 'changed',
      changed: ['prod/go-server'],
      masked: [],
      without: [],
    },
  ],
};

const renamedPort = resource('Deployment', 'go-server', {
  apiVersion: 'apps/v1',
  fields: [
    field('spec.template.spec.containers[app].ports[http].name', {
      kind: 'changed',
      before: 'http',
      after: 'web',
      beforePlace: { file: 'base/services/go-server/workload.yaml', line: 14, by: 'patches' },
      afterPlace: { file: 'base/services/go-server/workload.yaml', line: 14, by: 'patches' },
    }),
  ],
});

const lostConnection = {
  kind: 'connection',
  change: 'lost',
  subject: '-> backend/Deployment/go-server port 9000',
  members: [
    'backend/Deployment/helper-server',
    'edge/Deployment/api-gateway',
    'platform/CronJob/discovery-check',
  ],
  resource: 'NetworkPolicy/backend/go-server',
  place: { file: 'base/services/go-server/network-policy.yaml', line: 8 },
  dependents: [],
} as const;

const lostPort = {
  kind: 'port',
  change: 'lost',
  subject: 'go-server.backend.svc.cluster.local http 9000',
  before: 'port 9000 of 2 pods',
  members: [],
  resource: 'Service/backend/go-server',
  place: { file: 'base/services/go-server/service.yaml', line: 9 },
  dependents: [
    {
      resource: 'Deployment/backend/helper-server',
      how: 'uses the name',
      place: { file: 'base/services/helper-server/workload.yaml', line: 21 },
    },
    { resource: 'ConfigMap/edge/routes', how: 'routes to it' },
  ],
} as const;

/** The edit of one base: a container port gets another name than its Service asks for. */
export const BASE_EDIT: Changes = {
  ...NOTHING,
  overlays: [
    overlay('dev/go-server', { resources: [renamedPort] }),
    overlay('prod/go-server', { resources: [renamedPort] }),
  ],
  meaning: {
    environments: ['dev', 'prod'].map((environment) => ({
      environment,
      discovery: [
        lostPort,
        lostConnection,
        ...(environment === 'prod'
          ? [
              {
                ...lostPort,
                change: 'changed' as const,
                kind: 'record' as const,
                subject: '_web._tcp.go-server.backend.svc.cluster.local SRV',
                before: '0 100 9000 go-server.backend.svc.cluster.local',
                after: '0 100 9001 go-server.backend.svc.cluster.local',
                dependents: [],
              },
            ]
          : []),
      ],
      notModelled: ['The image registry.example.com/go-server is not known'],
    })),
    findings: {
      new: [
        FINDING,
        {
          ...FINDING,
          rule: 'policy/port-name-missing',
          severity: 'warning',
          message: 'NetworkPolicy go-server allows the port http, and its pods have none',
          related: [],
          fix: '',
        },
      ],
      fixed: [{ ...FINDING, rule: 'workload/port-name-duplicate', severity: 'warning' }],
      unchanged: { error: 0, warning: 2, caution: 5 },
    },
  },
  sources: [
    {
      file: 'base/services/go-server/workload.yaml',
      status: 'changed',
      changed: ['dev/go-server'],
      masked: [
        {
          overlay: 'prod/go-server',
          fields: [
            {
              resource: 'Deployment backend/go-server',
              path: 'spec.replicas',
              value: '3',
              place: {
                file: 'overlays/prod/go-server/kustomization.yaml',
                line: 9,
                by: 'replicas',
              },
            },
          ],
        },
      ],
      without: ['dev/namespaces', 'prod/namespaces'],
    },
  ],
  drift: [
    {
      unit: 'go-server',
      resource: 'Deployment backend/go-server',
      path: 'spec.replicas',
      values: [
        {
          environment: 'dev',
          value: 1,
          place: { file: 'base/services/go-server/workload.yaml', line: 6 },
        },
        {
          environment: 'prod',
          value: 3,
          place: {
            file: 'overlays/prod/go-server/kustomization.yaml',
            line: 9,
            by: 'replicas',
          },
        },
      ],
    },
  ],
};
