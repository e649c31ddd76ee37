import { create, object, text, update } from '@fingerpost/apiserver';
import type { Answer } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import type { Refusal } from '../changes.ts';
import { argoRecreates } from './argo-recreates.ts';
import { onlyGrows } from './claim-growth.ts';

/** Why an object cannot be updated. */
export interface UpdateRefusals {
  readonly refusals: readonly Refusal[];
  /** The API server takes the new manifest as a whole: it is the merge with the old one that it refuses. */
  readonly canBePut: boolean;
}

const NONE: UpdateRefusals = { refusals: [], canBePut: true };

/**
 * What the API server has against changing an object from one manifest to another by `kubectl apply`, which Argo CD does.
 * What it would also say of the new manifest alone is left out: that is no matter of the change. None where Argo CD deletes
 * the object first.
 * @param definitions CustomResourceDefinitions that the cluster knows
 */
export function updateRefusals(
  before: JsonObject,
  after: JsonObject,
  definitions: readonly JsonObject[],
): UpdateRefusals {
  const answer = update(before, after, { via: 'apply', definitions });
  if (answer.verdict === 'accepted') return staysHeadless(answer, after, definitions);
  const created = create(after, { definitions });
  const known = new Set(refusalsOf(created).map(withoutIndices));
  const refusals = refusalsOf(answer).filter((refusal) => !known.has(withoutIndices(refusal)));
  if (refusals.length === 0 || answer.problems !== undefined) return NONE;
  // A claim is taken for one that no volume is bound to yet; those in clusters are bound and may grow.
  if (text(after, 'kind') === 'PersistentVolumeClaim' && onlyGrows(before, after)) return NONE;
  const canBePut = update(before, after, { via: 'put', definitions }).verdict === 'accepted';
  if (argoRecreates(after, () => canBePut)) return NONE;
  return { refusals, canBePut };
}

function refusalsOf({ verdict, errors, message = '' }: Answer): Refusal[] {
  if (verdict === 'accepted') return [];
  if (errors.length === 0) return [{ field: '', message: firstLine(message) }];
  return errors.map((error) => ({ field: error.field ?? '', message: firstLine(error.message) }));
}

/** Places in lists may be others after a merge. */
function withoutIndices({ field, message }: Refusal): string {
  return `${field.replaceAll(/\[\d+\]/g, '[]')}: ${message}`;
}

/**
 * `clusterIP: None` that is taken out of a manifest stays in the object: the update is accepted and changes nothing
 * (pkg/registry/core/service/storage, patchAllocatedValues).
 */
function staysHeadless(
  answer: Answer,
  after: JsonObject,
  definitions: readonly JsonObject[],
): UpdateRefusals {
  if (text(after, 'kind') !== 'Service' || text(after, 'apiVersion') !== 'v1') return NONE;
  const clusterIp = ({ defaulted }: Answer): string => text(object(defaulted, 'spec'), 'clusterIP');
  if (clusterIp(answer) !== 'None') return NONE;
  const created = create(after, { definitions });
  if (created.verdict === 'rejected' || clusterIp(created) === 'None') return NONE;
  if (argoRecreates(after, () => false)) return NONE;
  const message = 'the update is accepted and the Service stays headless: None may not change';
  return { refusals: [{ field: 'spec.clusterIP', message }], canBePut: false };
}

/** Longer values of a message are cut. */
const LONGEST_VALUE = 80;

/** The first line, with a value that is too long to be read cut. */
function firstLine(message: string): string {
  const [line = ''] = message.split('\n');
  const [, value, detail] = /^Invalid value: (.*[}\]"]): (.*)$/.exec(line) ?? [];
  if (value === undefined || value.length <= LONGEST_VALUE) return line;
  return `Invalid value: ${value.slice(0, LONGEST_VALUE)}...: ${detail}`;
}
