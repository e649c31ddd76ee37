import { Buffer } from 'node:buffer';
import type { JsonObject } from 'kustomize-ts';
import { copyFields } from '../field/copy-fields.ts';
import { object, text, textMap } from '../field/read.ts';

/**
 * The type, and `stringData` written into `data`.
 * Source: SetDefaults_Secret and the conversion of v1 in pkg/apis/core/v1.
 */
export function defaultSecret(secret: JsonObject): void {
  if (text(secret, 'type') === '') secret['type'] = 'Opaque';
  const texts = textMap(secret, 'stringData');
  delete secret['stringData'];
  if (texts.length === 0) return;
  const data = copyFields(object(secret, 'data'));
  for (const [key, value] of texts) data[key] = Buffer.from(value).toString('base64');
  secret['data'] = data;
}

/** The type of a Secret stays when it is left out (PrepareForUpdate); defaulting has set one by then. */
export function prepareSecretUpdate(secret: JsonObject, before: JsonObject): void {
  if (text(secret, 'type') === '') secret['type'] = text(before, 'type');
}
