import type { Cluster, ClusterObject } from '../cluster.ts';
import { ClusterError } from '../cluster-error.ts';
import { withoutServerFields } from './server-fields.ts';

/**
 * The field manager under which Argo CD applies on the server's side. A dry run under its name also takes away what it
 * applied before and is no longer rendered, as the next sync will.
 */
const FIELD_MANAGER = 'argocd-controller';

/** One object in the cluster now, and as it would be after a sync. */
export interface DryRun {
  /** Undefined where the cluster does not have it. */
  readonly live: ClusterObject | undefined;
  /** Undefined where the cluster does not have it yet, or refuses it. */
  readonly applied: ClusterObject | undefined;
  /** One line. */
  readonly refusal?: string;
}

/**
 * What a server-side apply of an object would make of the one in the cluster: both sides have the same defaults, so
 * that what differs is what would change. Nothing is stored.
 * @param made whether what the object lies in is about to be made: its namespace
 */
export async function applyDry(
  cluster: Cluster,
  wanted: ClusterObject,
  made: (namespace: string) => boolean,
): Promise<DryRun> {
  const { apiVersion, kind, metadata } = wanted;
  const namespace = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : undefined;
  const reference = { apiVersion, kind, name: metadata.name, ...(namespace && { namespace }) };
  const found = await cluster.get(reference);
  const live = found && withoutServerFields(found);
  try {
    const applied = await cluster.dryRunApply(wanted, FIELD_MANAGER);
    return { live, applied: live && withoutServerFields(applied) };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.problem === 'connection' || error.problem === 'timeout') throw error;
    const isEarly = error.problem === 'not-found' && !live && made(namespace ?? '');
    return { live, applied: undefined, ...(!isEarly && { refusal: error.message }) };
  }
}
