import type { JsonObject } from 'kustomize-ts';
import { object, optionalText } from '../field/read.ts';
import { roundUpToThousandths } from '../validate/pod-spec/quantity.ts';

/** Amounts of resources keep three decimals (SetDefaults_ResourceList). */
export function roundRequirements(resources: JsonObject | undefined): void {
  if (!resources) return;
  roundAmounts(resources, 'limits');
  roundAmounts(resources, 'requests');
}

/** The amounts below one field. */
export function roundAmounts(owner: JsonObject, field: string): void {
  const list = object(owner, field);
  if (!list) return;
  for (const name of Object.keys(list)) {
    const amount = optionalText(list, name);
    if (amount !== undefined) list[name] = roundUpToThousandths(amount);
  }
}
