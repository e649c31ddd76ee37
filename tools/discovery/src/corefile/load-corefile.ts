import { posix } from 'node:path';
import type { NotModelled } from '../not-modelled.ts';
import { checkServers } from './check-servers.ts';
import type { CheckedServer } from './check-servers.ts';
import { CorefileError } from './corefile-error.ts';
import type { Position } from './corefile-error.ts';
import { DIRECTIVES } from './directives.ts';
import type { DirectiveName } from './directives.ts';
import { Dispenser } from './parse/dispenser.ts';
import { absolute } from './parse/files.ts';
import type { Files } from './parse/files.ts';
import { findLoops } from './find-loops.ts';
import { parseServerBlocks } from './parse/parse-server-blocks.ts';
import type { ServerBlock } from './parse/parse-server-blocks.ts';
import type { Variables } from './parse/replace-variables.ts';
import { readAddresses } from './read-addresses.ts';
import { describeAddress } from './server-block.ts';
import type { Server } from './server-block.ts';
import type { Block } from './setup/block.ts';
import { positionOf } from './parse/token.ts';
import type { PluginConfig } from './setup/plugin.ts';
import { SETUPS } from './setups.ts';

/** Whether CoreDNS starts, or why not: `error` is its own message. */
export type Start =
  | { readonly result: 'ok' }
  | { readonly result: 'failed'; readonly error: string; readonly position?: Position };

/** Something of a configuration that is not modelled, and where it stands. */
export interface CorefileNotModelled extends NotModelled {
  readonly position?: Position;
}

/** A configuration as CoreDNS would take it. */
export interface LoadedCorefile {
  readonly start: Start;
  /** The server blocks in their order; none where it does not start. */
  readonly servers: readonly Server[];
  /** Files that nothing imports or names, sorted: CoreDNS never sees what they say. None where it does not start. */
  readonly ignoredFiles: readonly string[];
  readonly notModelled: readonly CorefileNotModelled[];
}

/** The main Corefile. */
export interface MainFile {
  /** Its path in the container, `/etc/coredns/Corefile`. */
  readonly path: string;
  readonly text: string;
}

const KNOWN = new Set<string>(DIRECTIVES);

/** What CoreDNS runs where its Corefile is empty. */
const DEFAULT_COREFILE = '.:53 {\nwhoami\nlog\n}\n';

/**
 * Loads a configuration as CoreDNS 1.15.0 does when it starts.
 * `files` are all further files that the container has, by their absolute paths, but for /etc/resolv.conf and
 * /etc/hosts, which it always has; `variables` are those of its environment.
 */
export function loadCorefile(
  main: MainFile,
  files: Files,
  variables: Variables = new Map(),
): LoadedCorefile {
  const notModelled: CorefileNotModelled[] = [];
  const named = new Set<string>();
  try {
    const source = { ...main, files, variables };
    const parsed = parseServerBlocks(source, KNOWN);
    const blocks =
      parsed.blocks.length === 0
        ? parseServerBlocks({ ...source, text: DEFAULT_COREFILE }, KNOWN).blocks
        : parsed.blocks;
    const servers = setUp(main.path, blocks, files, named, notModelled);
    checkServers(servers);
    for (const position of findLoops(servers)) {
      const reason =
        'CoreDNS asks itself, which its plugin loop finds: it ends soon after it started. Here it goes on.';
      notModelled.push({ field: main.path, reason, ...(position && { position }) });
    }
    const ignoredFiles = [...files.keys()]
      .filter((path) => path !== main.path && !parsed.imported.has(path) && !named.has(path))
      .toSorted();
    return { start: { result: 'ok' }, servers, ignoredFiles, notModelled };
  } catch (error) {
    if (!(error instanceof CorefileError)) throw error;
    const start: Start = {
      result: 'failed',
      error: error.message,
      ...(error.position && { position: error.position }),
    };
    return { start, servers: [], ignoredFiles: [], notModelled };
  }
}

/**
 * What a running CoreDNS says when it is told to reload: when that fails, it goes on with the configuration that it
 * has, until it is started anew.
 */
export function reloadVerdict(start: Start): Start {
  return start.result === 'ok' ? start : { ...start, error: `Restart failed: ${start.error}` };
}

function setUp(
  path: string,
  blocks: readonly ServerBlock[],
  files: Files,
  named: Set<string>,
  notModelled: CorefileNotModelled[],
): readonly CheckedServer[] {
  const prepared = blocks.map(({ keys, directives }) => {
    const addresses = readAddresses(keys);
    const plugins: PluginConfig[] = [];
    const block = makeBlock(addresses.map((address) => describeAddress(address)));
    return { addresses, directives, plugins, block };
  });
  for (const name of DIRECTIVES) {
    for (const { directives, plugins, block } of prepared) {
      const tokens = directives.get(name);
      if (!tokens) continue;
      for (const plugin of runSetup(name, new Dispenser(path, tokens), block)) {
        plugins.push(plugin);
        const [first] = tokens;
        const reason = unknownAnswers(plugin);
        if (reason !== undefined) block.notModelled(reason, first && positionOf(first));
      }
    }
  }
  return prepared.map(({ addresses, plugins, block }) => ({
    addresses,
    hosts: block.listenHosts,
    plugins,
    view: block.view,
    tls: block.tls,
    maxHttpsStreams: block.maxHttpsStreams,
  }));

  function tell(reason: string, position: Position | undefined): void {
    const field = position ? `${position.file}:${position.line}:${position.column}` : path;
    notModelled.push({ field, reason, ...(position && { position }) });
  }

  function makeBlock(keys: readonly string[]): Block {
    return {
      keys,
      files,
      readFile: (file, position) => {
        const found = absolute(file);
        named.add(found);
        const text = files.get(found);
        if (text === undefined && !found.startsWith(`${posix.dirname(path)}/`)) {
          tell(
            `${found} is not among the files that are known: it is taken not to be there.`,
            position,
          );
        }
        return text;
      },
      notModelled: tell,
      root: '',
      listenHosts: [''],
      tls: undefined,
      maxHttpsStreams: undefined,
      view: undefined,
    };
  }
}

/** What of a plugin's answers is not known; undefined: they are modelled. */
function unknownAnswers(plugin: PluginConfig): string | undefined {
  switch (plugin.kind) {
    case 'unknown':
      return `What ${plugin.plugin} answers is not modelled: answers in its zones are not known.`;
    case 'erratic':
      return plugin.drop > 0
        ? 'Which questions erratic drops depends on those before: its answers are not known.'
        : undefined;
    case 'autopath':
      return plugin.search === undefined
        ? 'The search path of autopath is not known: questions are answered one name at a time.'
        : undefined;
    case 'whoami':
      return 'The address of who asks is told only where it is known.';
    default:
      return undefined;
  }
}

function runSetup(name: DirectiveName, cursor: Dispenser, block: Block): readonly PluginConfig[] {
  try {
    return SETUPS[name](cursor, block);
  } catch (error) {
    if (!(error instanceof CorefileError) || error.bare || name === 'on') throw error;
    throw new CorefileError(`plugin/${name}: ${error.message}`, error.position);
  }
}
