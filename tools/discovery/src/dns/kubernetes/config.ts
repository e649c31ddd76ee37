import type { Selector } from '../../labels/selector.ts';

/**
 * The `kubernetes` directive of a Corefile, as its setup reads it (CoreDNS, plugin/kubernetes/setup.go). Options that
 * are about the connection to the API server change no answer and have no place here.
 */
export interface KubernetesConfig {
  /** Absolute, in lower case, in their order: those of the directive, else those of the server block. */
  readonly zones: readonly string[];
  /** `pods`: whether dashed addresses are answered, and whether only those of pods that exist. */
  readonly pods: 'disabled' | 'insecure' | 'verified';
  /** `endpoint_pod_names`: endpoints without hostname are named after their pod. */
  readonly endpointPodNames: boolean;
  /** False: `noendpoints`. */
  readonly endpoints: boolean;
  /** `ignore empty_service`: a Service with cluster IP and without ready endpoints does not exist. */
  readonly ignoreEmptyService: boolean;
  /** `zonal`: names of the endpoints in one topology zone. */
  readonly zonal: boolean;
  /** Seconds, 0 to 3600. */
  readonly ttl: number;
  /** Absolute zones of which unknown names go to the next plugin; `.` is all of them; empty: without `fallthrough`. */
  readonly fallthrough: readonly string[];
  /** `namespaces`: only these exist; empty: all. */
  readonly namespaces: readonly string[];
  /** `labels`: of Services, EndpointSlices and pods; without the option everything. */
  readonly labels: Selector;
  /** `namespace_labels`; without the option everything. */
  readonly namespaceLabels: Selector;
  /** `multicluster`: zones for ServiceImports, which are not modelled. */
  readonly multicluster: readonly string[];
}

/** What holds where a directive says nothing but its zones. */
export const defaultKubernetesConfig: Omit<KubernetesConfig, 'zones'> = {
  pods: 'disabled',
  endpointPodNames: false,
  endpoints: true,
  ignoreEmptyService: false,
  zonal: false,
  ttl: 5,
  fallthrough: [],
  namespaces: [],
  labels: [],
  namespaceLabels: [],
  multicluster: [],
};
