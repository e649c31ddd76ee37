import type { JsonObject } from 'kustomize-ts';
import { goQuote } from '../field/go-format.ts';
import type { Path } from '../field/path.ts';
import { object, optionalText } from '../field/read.ts';
import { isWhole } from '../validate/pod-spec/quantity.ts';

/** Amounts of storage that are no whole bytes (GetWarningsForPersistentVolumeClaimSpec). */
export function warnOfClaimSpec(spec: JsonObject | undefined, path: Path): string[] {
  const resources = object(spec, 'resources');
  return ['requests', 'limits'].flatMap((kind) =>
    warnOfFraction(object(resources, kind), 'storage', path.child('resources', kind)),
  );
}

/** An amount of bytes that is no whole number. */
export function warnOfFraction(
  amounts: JsonObject | undefined,
  name: string,
  path: Path,
): string[] {
  const amount = optionalText(amounts, name);
  if (amount === undefined || isWhole(amount)) return [];
  const what = `fractional byte value ${goQuote(amount)} is invalid, must be an integer`;
  return [`${path.key(name)}: ${what}`];
}
