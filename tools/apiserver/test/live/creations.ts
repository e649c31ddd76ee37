import type { JsonObject } from 'kustomize-ts';
import { object } from '../../src/field/read.ts';
import { create, type CreateOptions } from '../../src/index.ts';
import type { Compare } from './compare.ts';
import { comparison, lasting } from './compare.ts';
import type { Send } from './api-server.ts';
import { recordedAnswer } from './answers.ts';
import { collectionPath } from './corpus.ts';

/** The labels of the namespace `restricted`. */
const RESTRICTED = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};

/** What the cluster holds, and every recorded one held. */
const TAKEN: JsonObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'taken', namespace: 'shop' },
  spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30_999 }] },
};

/** Compares dry runs of a creation. */
export function compareCreation(send: Send, options: CreateOptions = {}): Compare<JsonObject> {
  return async (input) => {
    const path = collectionPath(input);
    const restricted = object(input, 'metadata')?.['namespace'] === 'restricted';
    const answer = create(input, {
      ...options,
      path,
      existing: [TAKEN],
      dryRun: true,
      ...(restricted ? { namespaceLabels: RESTRICTED } : {}),
    });
    return lasting(async () => {
      const query = 'dryRun=All&fieldValidation=Strict';
      const response = await send('POST', `${path}?${query}`, JSON.stringify(input));
      if (response.code === 0) return undefined;
      return comparison(recordedAnswer('', response, [input]), answer);
    });
  };
}
