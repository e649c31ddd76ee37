import { defaultEnvironment, discover } from '@fingerpost/discovery';
import type { Environment, Pod } from '@fingerpost/discovery';
import { memoryFileSystem, readResources } from 'kustomize-ts';
import type { Live, LivePod } from '../src/probe/live.ts';

/**
 * A shop in two zones: `web` may ask `api` on its port 8080, nobody else may; `kv` is headless and may
 * ask nobody, `old` has no pods, `feed` and `db` are outside.
 */
export const SHOP = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Namespace
metadata: {name: kube-system}
---
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec:
  clusterIP: 10.43.0.10
  selector: {k8s-app: kube-dns}
  ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: coredns, namespace: kube-system}
spec:
  selector: {matchLabels: {k8s-app: kube-dns}}
  template:
    metadata: {labels: {k8s-app: kube-dns}}
    spec:
      dnsPolicy: Default
      containers:
        - {name: coredns, image: "dns:1", ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{name: http, port: 80, targetPort: http}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: app, image: "app:1", ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: sticky, namespace: shop}
spec:
  selector: {app: api}
  sessionAffinity: ClientIP
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "app:1"}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: kv, namespace: shop}
spec:
  serviceName: kv
  selector: {matchLabels: {app: kv}}
  template:
    metadata: {labels: {app: kv}}
    spec: {containers: [{name: app, image: "app:1", ports: [{name: kv, containerPort: 6379}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: kv, namespace: shop}
spec: {clusterIP: None, selector: {app: kv}, ports: [{name: kv, port: 6379}]}
---
apiVersion: v1
kind: Service
metadata: {name: old, namespace: shop}
spec: {selector: {app: old}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {type: ExternalName, externalName: db.corp.internal}
---
apiVersion: v1
kind: Service
metadata: {name: feed, namespace: shop}
spec: {ports: [{name: https, port: 443}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: feed, namespace: shop, labels: {kubernetes.io/service-name: feed}}
addressType: IPv4
ports: [{name: https, port: 8443}]
endpoints: [{addresses: [192.0.2.10], conditions: {ready: true}}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress]
  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: http}]}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: kv, namespace: shop}
spec: {podSelector: {matchLabels: {app: kv}}, policyTypes: [Egress]}
`;

const ENVIRONMENT: Environment = {
  ...defaultEnvironment,
  serviceCIDRs: ['10.43.0.0/16'],
  podCIDRs: ['10.42.0.0/16'],
  nodes: ['a', 'b'].map((zone) => ({ name: `node-${zone}`, zone, ready: true, addresses: [] })),
};

/** The shop as a cluster runs it: pods by number, 10.42.0.N; Services by number, 10.43.1.N. */
export function liveShop(yaml = SHOP, settings: Partial<Environment> = {}): Live {
  const { resources } = readResources(['/m.yaml'], memoryFileSystem({ '/m.yaml': yaml }));
  const model = discover(resources, { ...ENVIRONMENT, ...settings });
  const predicted = model.workloads.flatMap(({ pods }) => pods);
  const pods = predicted.map((pod, index) => livePod(pod, `10.42.0.${index + 1}`));
  const known = new Map(pods.map((pod) => [`pod(${pod.predicted.id})`, pod.addresses]));
  for (const [index, { namespace, name }] of model.services.entries()) {
    known.set(`clusterIP(${namespace}/${name})`, [`10.43.1.${index + 1}`]);
  }
  const addressesOf = (symbol: string): readonly string[] =>
    known.get(symbol) ?? (symbol.includes('(') ? [] : [symbol]);
  return { model, pods, addressesOf };
}

function livePod(predicted: Pod, address: string): LivePod {
  const { namespace, workload, node = '', ordinal } = predicted;
  return {
    namespace,
    name: predicted.name ?? `${workload.name}-${ordinal}`,
    workload: workload.id,
    predicted,
    addresses: [address],
    node,
    zone: node.replace('node-', ''),
    ready: true,
  };
}
