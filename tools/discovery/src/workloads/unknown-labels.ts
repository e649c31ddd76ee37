import { object, objects } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { readMapSelector, readSelectorField } from '../labels/selector.ts';
import type { Selector } from '../labels/selector.ts';
import type { NotModelled } from '../not-modelled.ts';
import { describeObject } from '../store/stored-object.ts';
import type { Store } from '../store/store.ts';
import type { Workload } from './workload.ts';

/** The selectors of a kind that select pods, with the paths of their fields. */
type Selectors = (spec: JsonObject | undefined) => readonly (readonly [string, Selector])[];

const SELECTORS: readonly (readonly [group: string, kind: string, selectors: Selectors])[] = [
  ['', 'Service', (spec) => [['spec.selector', readMapSelector(spec)]]],
  [
    'monitoring.coreos.com',
    'PodMonitor',
    (spec) => [['spec.selector', readSelectorField(spec, 'selector')]],
  ],
  ['networking.k8s.io', 'NetworkPolicy', policySelectors],
];

/**
 * Selectors over labels that controllers add with values which only a cluster knows: pods are modelled without these
 * labels, so what such a selector selects may be wrong.
 */
export function selectorsOverUnknownLabels(
  store: Store,
  workloads: readonly Workload[],
): readonly NotModelled[] {
  const predicted = workloads.filter(({ pods }) => pods.length > 0);
  const unknown = new Set(predicted.flatMap(({ unknownLabels }) => unknownLabels));
  if (unknown.size === 0) return [];
  return SELECTORS.flatMap(([group, kind, selectors]) =>
    store.list(group, kind).flatMap((stored) =>
      selectors(object(stored.object, 'spec')).flatMap(([field, selector]) =>
        (selector ?? [])
          .filter(({ key }) => unknown.has(key))
          .map(({ key }) => ({
            resource: describeObject(stored),
            field,
            reason: `controllers set the label ${key} to values that only a cluster knows: pods without a manifest are modelled without it`,
          })),
      ),
    ),
  );
}

function policySelectors(spec: JsonObject | undefined): readonly (readonly [string, Selector])[] {
  const peers = (rules: string, side: string): readonly (readonly [string, Selector])[] =>
    objects(spec, rules).flatMap((rule, ruleIndex) =>
      objects(rule, side).map((peer, index): readonly [string, Selector] => [
        `spec.${rules}[${ruleIndex}].${side}[${index}].podSelector`,
        readSelectorField(peer, 'podSelector'),
      ]),
    );
  return [
    ['spec.podSelector', readSelectorField(spec, 'podSelector')],
    ...peers('ingress', 'from'),
    ...peers('egress', 'to'),
  ];
}
