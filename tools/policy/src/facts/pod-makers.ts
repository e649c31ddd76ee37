import { object, textMap } from '@fingerpost/apiserver';
import type { Requirement, StoredObject } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** What operators make pods of in a namespace: names, kinds, domains of groups, and labels of pod templates. */
export type PodMakers = ReadonlySet<string>;

/** Groups whose objects make no pods of their own, whatever their names are. */
const WITHOUT_PODS: readonly string[] = [
  '',
  'apps',
  'argoproj.io',
  'autoscaling',
  'batch',
  'bitnami.com',
  'cert-manager.io',
  'cilium.io',
  'configuration.konghq.com',
  'external-secrets.io',
  'fingerpost.dev',
  'gateway.envoyproxy.io',
  'getambassador.io',
  'keda.sh',
  'kyverno.io',
  'linkerd.io',
  'networking.istio.io',
  'policy',
  'policy.linkerd.io',
  'projectcontour.io',
  'secrets-store.csi.x-k8s.io',
  'secrets.hashicorp.com',
  'security.istio.io',
  'telemetry.istio.io',
  'traefik.containo.us',
  'traefik.io',
];
/** Kinds of these groups that do make pods, and kinds of others that do not. */
const MAKERS = new Set(['Gateway', 'Rollout', 'Workflow']);
const NO_MAKERS = new Set([
  'PodMonitor',
  'Probe',
  'PrometheusRule',
  'ScrapeConfig',
  'ServiceMonitor',
]);

/** Custom resources of which operators make pods that no manifest shows, by namespace. */
export function podMakers({ model }: RuleInput): ReadonlyMap<string, PodMakers> {
  const makers = model.store.objects.filter(
    ({ group, kind }) => MAKERS.has(kind) || !(isWithoutPods(group) || NO_MAKERS.has(kind)),
  );
  const byNamespace = Map.groupBy(makers, ({ namespace }) => namespace);
  return new Map(
    [...byNamespace].map(([namespace, own]) => [namespace, new Set(own.flatMap(marksOf))]),
  );
}

/**
 * Whether a selector asks for the labels of pods that an operator makes of a custom resource: its name or kind is among
 * the values, its kind or the domain of its group in a key, or the label is in its own pod template.
 */
export function selectsMadePods(selector: readonly Requirement[], makers: PodMakers): boolean {
  return selector.some(({ key, values }) => {
    const slash = key.indexOf('/');
    if (slash > 0 && makers.has(`domain ${key.slice(0, slash)}`)) return true;
    if (makers.has(`kind ${key}`)) return true;
    return values.some(
      (value) =>
        makers.has(`name ${value}`) || makers.has(`kind ${value}`) || makers.has(`${key}=${value}`),
    );
  });
}

function isWithoutPods(group: string): boolean {
  return WITHOUT_PODS.includes(group) || group.endsWith('.k8s.io');
}

function marksOf({ name, kind, group, object: made }: StoredObject): string[] {
  const parts = group.split('.');
  const domains = parts.slice(0, -1).map((_, index) => `domain ${parts.slice(index).join('.')}`);
  const labels = templateLabels(made).map(([key, value]) => `${key}=${value}`);
  return [`name ${name}`, `kind ${kind.toLowerCase()}`, ...domains, ...labels];
}

/** Labels that the resource gives its pods, where it has a pod template in the usual place. */
function templateLabels(made: StoredObject['object']): readonly (readonly [string, string])[] {
  const spec = object(made, 'spec');
  const template = object(spec, 'template') ?? object(spec, 'podTemplate');
  const metadata = object(template, 'metadata') ?? object(spec, 'podMetadata');
  return textMap(metadata, 'labels');
}
