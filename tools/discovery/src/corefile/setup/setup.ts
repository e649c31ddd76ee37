import type { Dispenser } from '../parse/dispenser.ts';
import type { Block } from './block.ts';
import type { PluginConfig } from './plugin.ts';

/**
 * Reads all uses of a directive in a server block and gives the plugins that they put into its chain; throws a
 * `CorefileError` with the message of CoreDNS.
 */
export type Setup = (cursor: Dispenser, block: Block) => readonly PluginConfig[];
