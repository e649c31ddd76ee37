import type { JsonObject } from 'kustomize-ts';

/** What policies mean for the pods of `pods`. */
export interface Case {
  readonly title: string;
  /** Specs by namespace. */
  readonly policies: readonly (readonly [namespace: string, spec: JsonObject])[];
  /** `web -> api TCP 8080`, by name of a pod or as an address. */
  readonly allowed: readonly string[];
  readonly refused: readonly string[];
}

const container = (...ports: JsonObject[]): JsonObject => ({ name: 'main', ports });

/** A small cluster. Two nodes have the addresses 10.200.0.11 and 10.200.0.12. */
export const pods: readonly JsonObject[] = [
  pod('frontend', 'web', '10.42.1.1', { containers: [container()] }),
  pod('frontend', 'other', '10.42.2.1', { containers: [container()] }),
  pod('backend', 'api', '10.42.1.2', {
    containers: [
      container(
        { name: 'http', containerPort: 8080 },
        { name: 'dns', containerPort: 5353, protocol: 'UDP' },
      ),
    ],
    initContainers: [
      {
        name: 'sidecar',
        restartPolicy: 'Always',
        ports: [{ name: 'mesh', containerPort: 15_000 }],
      },
      { name: 'setup', ports: [{ name: 'setup', containerPort: 7000 }] },
    ],
  }),
  pod('backend', 'db', '10.42.2.2', {
    containers: [container({ name: 'http', containerPort: 9090 })],
  }),
  pod('kube-system', 'agent', '10.200.0.12', { containers: [container()], hostNetwork: true }),
  {
    ...pod('backend', 'job', '10.42.2.3', { containers: [container()] }),
    status: ended('10.42.2.3'),
  },
];

export const namespaces: readonly JsonObject[] = ['frontend', 'backend', 'kube-system'].map(
  (name) => ({ metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } }),
);

const api = { matchLabels: { app: 'api' } };
const web = { matchLabels: { app: 'web' } };
const all = {};
const fromWeb = { from: [{ namespaceSelector: all, podSelector: web }] };

/**
 * By the comments of `NetworkPolicySpec` (k8s.io/api/networking/v1), KEP-2079 (endPort) and the page on NetworkPolicies
 * of the Kubernetes documentation: what a pod sends to itself and what its node sends is never refused.
 */
export const cases: readonly Case[] = [
  {
    title: 'no policy',
    policies: [],
    allowed: ['web -> api TCP 8080', 'db -> 192.0.2.1 UDP 53', '10.200.0.12 -> api TCP 1'],
    refused: [],
  },
  {
    title: 'an empty spec isolates all pods of the namespace, for ingress alone',
    policies: [['backend', { podSelector: all }]],
    allowed: ['api -> web TCP 80', 'web -> other TCP 80', 'api -> api TCP 8080'],
    refused: ['web -> api TCP 8080', 'db -> api TCP 8080', '10.200.0.12 -> api TCP 8080'],
  },
  {
    title: 'egress rules alone isolate both ways where no types are given',
    policies: [['backend', { podSelector: api, egress: [{}] }]],
    allowed: ['api -> web TCP 80', 'api -> 192.0.2.1 SCTP 1', 'web -> db TCP 1'],
    refused: ['web -> api TCP 8080'],
  },
  {
    title: 'an empty list of egress rules alone isolates ingress only',
    policies: [['backend', { podSelector: api, egress: [] }]],
    allowed: ['api -> web TCP 80'],
    refused: ['web -> api TCP 8080'],
  },
  {
    title: 'rules of a direction that is not among the types do nothing',
    policies: [['backend', { podSelector: api, policyTypes: ['Egress'], ingress: [fromWeb] }]],
    allowed: ['db -> api TCP 8080', 'web -> api TCP 8080'],
    refused: ['api -> web TCP 80', 'api -> 192.0.2.1 TCP 443'],
  },
  {
    title: 'policies add up',
    policies: [
      ['backend', { podSelector: all }],
      ['backend', { podSelector: api, ingress: [{ ...fromWeb, ports: [{ port: 8080 }] }] }],
      ['backend', { podSelector: api, ingress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] }],
    ],
    allowed: ['web -> api TCP 8080', 'db -> api UDP 53', '192.0.2.1 -> api UDP 53'],
    refused: ['web -> api TCP 53', 'db -> api TCP 8080', 'web -> db UDP 53'],
  },
  {
    title: 'both ends have to allow',
    policies: [
      ['backend', { podSelector: api, ingress: [fromWeb] }],
      [
        'frontend',
        { podSelector: web, policyTypes: ['Egress'], egress: [{ ports: [{ port: 80 }] }] },
      ],
    ],
    allowed: ['web -> api TCP 80', 'web -> db TCP 80'],
    refused: ['web -> api TCP 8080', 'other -> api TCP 80'],
  },
  {
    title: 'an empty rule, and empty lists in one, allow everything',
    policies: [
      ['backend', { podSelector: api, ingress: [{}] }],
      [
        'backend',
        { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ from: [], ports: [] }] },
      ],
    ],
    allowed: ['web -> api SCTP 9', '192.0.2.1 -> api TCP 1', 'web -> db TCP 1'],
    refused: [],
  },
  {
    title: 'a podSelector alone means the own namespace',
    policies: [['backend', { podSelector: api, ingress: [{ from: [{ podSelector: all }] }] }]],
    allowed: ['db -> api TCP 8080'],
    refused: ['web -> api TCP 8080', '10.200.0.12 -> api TCP 8080', '192.0.2.1 -> api TCP 8080'],
  },
  {
    title: 'a selector that means no pod means nobody',
    policies: [['backend', { podSelector: api, ingress: [{ from: [{ podSelector: web }] }] }]],
    allowed: ['api -> db TCP 1'],
    refused: ['web -> api TCP 8080', 'db -> api TCP 8080', '192.0.2.1 -> api TCP 8080'],
  },
  {
    title: 'a namespaceSelector alone means all pods of the namespaces',
    policies: [
      [
        'backend',
        {
          podSelector: api,
          ingress: [
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'frontend' } },
                },
              ],
            },
          ],
        },
      ],
    ],
    allowed: ['web -> api TCP 8080', 'other -> api TCP 8080'],
    refused: ['db -> api TCP 8080'],
  },
  {
    title: 'one peer with both selectors is narrower than two peers',
    policies: [
      ['backend', { podSelector: api, ingress: [fromWeb] }],
      [
        'frontend',
        {
          podSelector: web,
          ingress: [
            { from: [{ namespaceSelector: { matchLabels: { none: '' } } }, { podSelector: all }] },
          ],
        },
      ],
    ],
    allowed: ['web -> api TCP 1', 'other -> web TCP 1'],
    refused: ['other -> api TCP 1', 'db -> web TCP 1'],
  },
  {
    title: 'an ipBlock means addresses, those of pods and nodes too, but for its exceptions',
    policies: [
      [
        'backend',
        {
          podSelector: api,
          ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.42.2.0/24'] } }] }],
        },
      ],
    ],
    allowed: ['web -> api TCP 1', '10.200.0.12 -> api TCP 1', '10.9.9.9 -> api TCP 1'],
    refused: ['db -> api TCP 1', 'other -> api TCP 1', '192.0.2.1 -> api TCP 1'],
  },
  {
    title: 'an address that one block leaves out another may have',
    policies: [
      [
        'backend',
        {
          podSelector: api,
          ingress: [
            {
              from: [
                { ipBlock: { cidr: '10.42.2.0/24', except: ['10.42.2.2/32'] } },
                { ipBlock: { cidr: '10.42.2.2/32' } },
              ],
            },
          ],
        },
      ],
    ],
    allowed: ['db -> api TCP 1', 'other -> api TCP 1'],
    refused: ['web -> api TCP 1'],
  },
  {
    title: 'a name means the port of the pod that is connected to, by protocol',
    policies: [
      ['backend', { podSelector: all, ingress: [{ ports: [{ port: 'http' }] }] }],
      [
        'frontend',
        { podSelector: web, policyTypes: ['Egress'], egress: [{ ports: [{ port: 'http' }] }] },
      ],
    ],
    allowed: ['web -> api TCP 8080', 'web -> db TCP 9090', 'other -> api TCP 8080'],
    refused: [
      'web -> api TCP 9090',
      'web -> db TCP 8080',
      'web -> api UDP 8080',
      'web -> 192.0.2.1 TCP 8080',
    ],
  },
  {
    title: 'names of sidecars count, those of other init containers do not',
    policies: [
      [
        'backend',
        { podSelector: api, ingress: [{ ports: [{ port: 'mesh' }, { port: 'setup' }] }] },
      ],
    ],
    allowed: ['web -> api TCP 15000'],
    refused: ['web -> api TCP 7000', 'web -> api TCP 8080'],
  },
  {
    title: 'a name that the pod does not have means no port',
    policies: [
      ['backend', { podSelector: all, ingress: [{ ports: [{ port: 'dns', protocol: 'UDP' }] }] }],
    ],
    allowed: ['web -> api UDP 5353'],
    refused: ['web -> db UDP 5353', 'web -> api TCP 5353'],
  },
  {
    title: 'a name of a port of another protocol means no port',
    policies: [['backend', { podSelector: api, ingress: [{ ports: [{ port: 'dns' }] }] }]],
    allowed: [],
    refused: ['web -> api TCP 5353', 'web -> api UDP 5353'],
  },
  {
    title: 'a range has both of its ends, a protocol alone all ports',
    policies: [
      [
        'backend',
        {
          podSelector: api,
          ingress: [
            {
              ports: [
                { port: 8000, endPort: 8080 },
                { protocol: 'UDP' },
                { port: 8070, endPort: 8090 },
              ],
            },
          ],
        },
      ],
    ],
    allowed: [
      'web -> api TCP 8000',
      'web -> api TCP 8090',
      'web -> api UDP 65535',
      'web -> api UDP 1',
    ],
    refused: ['web -> api TCP 7999', 'web -> api TCP 8091', 'web -> api SCTP 8000'],
  },
  {
    title: 'the port between two ports is none of them',
    policies: [
      [
        'backend',
        { podSelector: api, ingress: [{ ports: [{ port: 80 }, { port: 82 }, { port: 83 }] }] },
      ],
    ],
    allowed: ['web -> api TCP 80', 'web -> api TCP 82', 'web -> api TCP 83'],
    refused: ['web -> api TCP 81', 'web -> api TCP 84'],
  },
  {
    title: 'SCTP is not TCP',
    policies: [
      ['backend', { podSelector: api, ingress: [{ ports: [{ port: 80, protocol: 'SCTP' }] }] }],
    ],
    allowed: ['web -> api SCTP 80'],
    refused: ['web -> api TCP 80'],
  },
  {
    title: 'pods of the host network are not isolated, nor do selectors mean them',
    policies: [
      ['kube-system', { podSelector: all, policyTypes: ['Ingress', 'Egress'] }],
      ['backend', { podSelector: api, ingress: [{ from: [{ namespaceSelector: all }] }] }],
    ],
    allowed: ['web -> agent TCP 80', 'agent -> db TCP 80', 'web -> api TCP 80'],
    refused: ['agent -> api TCP 80'],
  },
  {
    title: 'the address of a pod that has ended is nobody’s',
    policies: [
      ['backend', { podSelector: { matchLabels: { app: 'job' } } }],
      ['backend', { podSelector: api, ingress: [{ from: [{ podSelector: all }] }] }],
    ],
    allowed: ['web -> job TCP 80'],
    refused: ['job -> api TCP 80'],
  },
];

function pod(namespace: string, name: string, address: string, spec: JsonObject): JsonObject {
  return {
    metadata: { namespace, name, labels: { app: name } },
    spec,
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
  };
}

function ended(address: string): JsonObject {
  return { phase: 'Failed', podIP: address, podIPs: [{ ip: address }] };
}
