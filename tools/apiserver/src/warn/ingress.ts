import type { JsonObject } from 'kustomize-ts';
import { object, optionalText } from '../field/read.ts';

/** Source: pkg/registry/networking/ingress/strategy.go; updates warn of nothing. */
export function warnOfIngress(ingress: JsonObject, before?: JsonObject): string[] {
  const annotation = 'kubernetes.io/ingress.class';
  const annotations = object(object(ingress, 'metadata'), 'annotations');
  const className = optionalText(object(ingress, 'spec'), 'ingressClassName');
  if (before !== undefined || className !== undefined) return [];
  if (optionalText(annotations, annotation) === undefined) return [];
  return [`annotation "${annotation}" is deprecated, please use 'spec.ingressClassName' instead`];
}
