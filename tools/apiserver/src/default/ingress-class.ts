import type { JsonObject } from 'kustomize-ts';
import { object } from '../field/read.ts';

/** Source: SetDefaults_IngressClass in pkg/apis/networking/v1/defaults.go. */
export function defaultIngressClass(ingressClass: JsonObject): void {
  const parameters = object(object(ingressClass, 'spec'), 'parameters');
  if (parameters !== undefined) parameters['scope'] ??= 'Cluster';
}
