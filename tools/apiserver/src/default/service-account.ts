import type { JsonObject } from 'kustomize-ts';
import { objects, text } from '../field/read.ts';

/** Of the secrets only their names are kept (cleanSecretReferences in pkg/registry/core/serviceaccount/strategy.go). */
export function prepareServiceAccount(account: JsonObject): void {
  const secrets = objects(account, 'secrets');
  if (secrets.length > 0)
    account['secrets'] = secrets.map((secret) => ({ name: text(secret, 'name') }));
}
