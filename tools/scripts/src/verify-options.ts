import { CONTEXT, PROBER_IMAGE } from '@fingerpost/lab';
import { printable } from '@fingerpost/text';
import { PROBED_PARTS } from '@fingerpost/verify';
import type { Cluster, NotAsked } from '@fingerpost/verify';

import { UsageError } from './usage-error.ts';

/** What `verify` was asked for. */
export interface VerifyOptions {
  readonly probe: boolean;
  readonly disruptive: boolean;
  readonly yes: boolean;
  readonly 'probe-image'?: string | undefined;
}

/** Throws a UsageError for what would be passed over. */
export function refuseLooseFlags(options: VerifyOptions): void {
  const { probe, disruptive, yes } = options;
  if (yes && !disruptive) {
    throw new UsageError('--yes allows --disruptive in production; alone it means nothing');
  }
  if (options['probe-image'] !== undefined && !probe && !disruptive) {
    throw new UsageError('--probe-image is run by --probe and --disruptive; add one of them');
  }
}

/** Deleting pods of people who did not ask for it takes a second word. */
export function refuseDisruption(
  { disruptive, yes }: Pick<VerifyOptions, 'disruptive' | 'yes'>,
  { name, environmentClass }: { readonly name: string; readonly environmentClass: string },
): void {
  if (!disruptive || yes || environmentClass !== 'production') return;
  throw new UsageError(
    `${printable(name)} is production, and --disruptive deletes pods there; add --yes if that is meant`,
  );
}

/** The image of the prober: the lab has made one; any other cluster pulls it from where its people have put it. */
export function proberImage(
  { probe, disruptive, 'probe-image': image }: VerifyOptions,
  { context }: Pick<Cluster, 'context'>,
): string | undefined {
  if (!probe && !disruptive) return undefined;
  if (image !== undefined) return image;
  if (context === CONTEXT) return PROBER_IMAGE;
  throw new UsageError(
    `--probe-image is missing: ${printable(context)} pulls the prober from a registry; build it with tools/verify/prober/Dockerfile`,
  );
}

/** What a run leaves out, and the flag that asks for it. */
export function notAsked({
  probe,
  disruptive,
}: Pick<VerifyOptions, 'disruptive' | 'probe'>): readonly NotAsked[] {
  return [
    ...(probe ? [] : [{ parts: PROBED_PARTS, flag: '--probe' }]),
    ...(disruptive ? [] : [{ parts: ['failover'] as const, flag: '--disruptive' }]),
  ];
}
