import type { Network } from '../../corefile/go/address.ts';
import type { UpstreamAddress } from '../../corefile/setup/upstreams.ts';
import type { Family } from '../../environment/environment.ts';
import type { ClusterNames } from '../kubernetes/cluster-names.ts';
import type { Handler } from '../message.ts';
import type { Upstream } from './upstream.ts';

/** What plugins know beside their configuration. */
export interface PluginContext {
  /** The whole server, which plugins ask for what aliases point at. */
  readonly self: Handler;
  /** How often the server is asking itself at the moment. */
  readonly depth: () => number;
  readonly names: ClusterNames;
  readonly upstream: (address: UpstreamAddress) => Upstream;
  /** Where questions come from, when a question itself does not say it. */
  readonly clients: readonly Network[];
  /** The family that the server is asked over. */
  readonly family: Family;
}
