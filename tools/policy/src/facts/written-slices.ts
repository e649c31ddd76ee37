import { isLiveCopy } from './live-copy.ts';
import type { RuleInput } from '../rule.ts';
import { readEndpointSlice } from '@fingerpost/discovery';
import type { EndpointSlice, StoredObject } from '@fingerpost/discovery';

/** An EndpointSlice that somebody wrote, whatever the controllers will make of it. */
export interface WrittenSlice {
  readonly stored: StoredObject;
  readonly slice: EndpointSlice;
}

/** The EndpointSlices that are checked; without those that controllers made and somebody copied from a cluster. */
export function writtenSlices({ model, isChecked }: RuleInput): readonly WrittenSlice[] {
  return model.store
    .list('discovery.k8s.io', 'EndpointSlice')
    .filter((stored) => isChecked(stored) && !isLiveCopy(stored))
    .map((stored) => ({ stored, slice: readEndpointSlice(stored) }));
}
