import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../field/read.ts';
import type { Attributes } from './attributes.ts';
import { isNamespaceRequest } from './attributes.ts';
import type { AdmitOptions } from './request.ts';
import { admissionView } from './view.ts';

/** The namespace of a request: the given one, or one with its name and the labels of the options alone. */
export function namespaceObject(
  request: Attributes,
  options: AdmitOptions,
): JsonObject | undefined {
  const { namespace: name } = request;
  if (name === '' || isNamespaceRequest(request)) return undefined;
  const given = [...(options.given ?? []), ...options.policies].find(
    (candidate) =>
      text(candidate, 'kind') === 'Namespace' &&
      text(object(candidate, 'metadata'), 'name') === name,
  );
  const metadata = object(given, 'metadata');
  const labels = {
    ...object(metadata, 'labels'),
    ...options.namespaceLabels,
    'kubernetes.io/metadata.name': name,
  };
  const namespace: JsonObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { ...metadata, name, labels },
    spec: object(given, 'spec') ?? { finalizers: ['kubernetes'] },
  };
  return admissionView(namespace, true);
}
