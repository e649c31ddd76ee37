import type { JsonObject } from 'kustomize-ts';
import { object, optionalText } from '../field/read.ts';
import type { Admission, Cluster } from '../kind.ts';
import { defaultClass } from './default-class.ts';
import { nameOf } from './existing.ts';
import { structField } from '../default/struct-field.ts';

/** The cluster's default class, for an Ingress that names none (plugin/pkg/admission/network/defaultingressclass). */
export function admitIngress(ingress: JsonObject, cluster: Cluster): Admission {
  const spec = structField(ingress, 'spec');
  const annotations = object(object(ingress, 'metadata'), 'annotations');
  const isNamed =
    optionalText(spec, 'ingressClassName') !== undefined ||
    optionalText(annotations, 'kubernetes.io/ingress.class') !== undefined;
  const found = isNamed
    ? undefined
    : defaultClass(cluster, 'IngressClass', ['ingressclass.kubernetes.io/is-default-class']);
  if (found !== undefined) spec['ingressClassName'] = nameOf(found);
  return { warnings: [] };
}
