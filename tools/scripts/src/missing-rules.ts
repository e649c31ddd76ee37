import { printable } from '@fingerpost/text';
import { describeObject } from '@fingerpost/discovery';
import type { SideExplanation, Story, Workload } from '@fingerpost/discovery';
import { placeOfField } from '@fingerpost/policy';
import { getPath } from 'kustomize-ts';

/** Labels that tell a workload's pods from others, the likeliest first. */
const NAME_LABELS = ['app.kubernetes.io/name', 'k8s-app', 'app'];

/** The rules that would let a story's connections through, as YAML, with the policy that each would go into. */
export function describeMissingRules({ connections, from, nameServer }: Story): string[] {
  const missing = new Map<string, readonly string[]>();
  const add = (side: SideExplanation, lines: readonly string[]): void => {
    const policy = side.isolatedBy[0];
    if (side.allowed || !policy) return;
    const rules = side.direction === 'Egress' ? 'egress' : 'ingress';
    // Where the last rule was added, one more can be.
    const list = getPath(policy.resource.node, 'spec', rules);
    const last = list?.kind === 'sequence' ? list.items.length - 1 : 0;
    const { file } = placeOfField(policy.resource, `spec.${rules}[${Math.max(last, 0)}]`);
    const head = `  # ${describeObject(policy)}${file === '' ? '' : `, ${file}`}`;
    missing.set(`${head}\n${lines.join('\n')}`, [head, ...lines]);
  };
  for (const { protocol, ends } of connections) {
    for (const { policy, workload, port } of ends) {
      if (!policy || !workload) continue;
      const entry = `      - {protocol: ${protocol}, port: ${port}}`;
      add(policy.egress, ['  egress:', '  - to:', ...peer(workload), '    ports:', entry]);
      add(policy.ingress, ['  ingress:', '  - from:', ...peer(from), '    ports:', entry]);
    }
  }
  if (nameServer && !nameServer.udp.allowed) {
    const dns = ['      - {protocol: UDP, port: 53}', '      - {protocol: TCP, port: 53}'];
    const server: Labelled = {
      namespace: nameServer.service.namespace,
      labels: new Map(
        (nameServer.service.selector ?? []).map(({ key, values }) => [key, values[0] ?? '']),
      ),
    };
    add(nameServer.udp.egress, ['  egress:', '  - to:', ...peer(server), '    ports:', ...dns]);
    add(nameServer.udp.ingress, ['  ingress:', '  - from:', ...peer(from), '    ports:', ...dns]);
  }
  if (missing.size === 0) return [];
  return ['What is missing', ...[...missing.values()].flat().map((line) => printable(line))];
}

type Labelled = Pick<Workload, 'labels' | 'namespace'>;

function peer({ namespace, labels }: Labelled): string[] {
  const named = NAME_LABELS.find((key) => labels.has(key));
  const chosen = named === undefined ? [...labels] : [[named, labels.get(named) ?? ''] as const];
  const pairs = chosen.map(([key, value]) => `{key: ${key}, operator: In, values: [${value}]}`);
  return [
    `      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}}}`,
    `        podSelector: {matchExpressions: [${pairs.join(', ')}]}`,
  ];
}
