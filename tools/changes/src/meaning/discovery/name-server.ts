import { plural } from '@fingerpost/text';
import type { DiscoveryModel, PluginConfig, Server } from '@fingerpost/discovery';

import { spotOfFile, spotOfPosition } from './corefile-spots.ts';
import type { Draft, Spot } from './draft.ts';
import { listSome } from './list-some.ts';
import { rewritesOf } from './rewrites.ts';
import { byKey, keysOfBoth } from './sides.ts';
import type { Sides } from './sides.ts';
import type { Users } from './users.ts';

/** Whether CoreDNS starts, and which zones, rewrites and files it serves. */
export function compareNameServers({ before, after }: Sides, users: Users): Draft[] {
  const [old, fresh] = [before.model, after.model];
  const [was, is] = [startOf(old), startOf(fresh)];
  if (was !== undefined || is !== undefined) {
    return was === is ? [] : [startChange(old, fresh)];
  }
  return [
    ...compareZones(old, fresh, users),
    ...compareRewrites(old, fresh, users),
    ...compareFiles(old, fresh),
  ];
}

/** Undefined where it starts. */
function startOf({ corefile: { loaded } }: DiscoveryModel): string | undefined {
  const { start } = loaded;
  if (start.result === 'ok') return undefined;
  return `does not start: ${start.error}`;
}

/** All that it serves goes and comes with it. */
function startChange(old: DiscoveryModel, fresh: DiscoveryModel): Draft {
  const [was, is] = [startOf(old), startOf(fresh)];
  const failing = is === undefined ? old : fresh;
  const { start } = failing.corefile.loaded;
  return {
    kind: 'name-server',
    change: was === undefined ? 'lost' : is === undefined ? 'gained' : 'changed',
    about: 'CoreDNS',
    aspect: '',
    noun: 'name servers',
    before: was ?? startText(old),
    after: is ?? startText(fresh),
    spot: spotOfPosition(failing, start.result === 'failed' ? start.position : undefined),
  };
}

function startText({ corefile: { loaded } }: DiscoveryModel): string {
  return `starts, ${plural(loaded.servers.length, 'server block')}`;
}

interface Zone {
  readonly text: string;
  /** The plugins in full; equal where they answer the same. */
  readonly plugins: readonly string[];
  readonly names: readonly string[];
  readonly spot: Spot | undefined;
}

function compareZones(old: DiscoveryModel, fresh: DiscoveryModel, users: Users): Draft[] {
  const [before, after] = [zonesOf(old), zonesOf(fresh)];
  return keysOfBoth(before, after).flatMap((key): Draft[] => {
    const [was, is] = [before.get(key), after.get(key)];
    const known = is ?? was;
    if (!known || was?.plugins.join('\n') === is?.plugins.join('\n')) return [];
    return [
      {
        kind: 'name-server',
        change: was ? (is ? 'changed' : 'lost') : 'gained',
        about: `zone ${key}`,
        aspect: '',
        noun: 'zones',
        before: was && zoneText(was, is),
        after: is && zoneText(is, was),
        spot: known.spot,
        ...(was && { dependents: zoneUsers(key, users) }),
      },
    ];
  });
}

/** Of the root zone everybody is a user: that says nothing. */
function zoneUsers(key: string, users: Users) {
  const zone = key.replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase();
  if (zone === '') return [];
  return users.ofNames((host) => host === zone || host.endsWith(`.${zone}`));
}

function zonesOf(model: DiscoveryModel): ReadonlyMap<string, Zone> {
  const zones = model.corefile.loaded.servers.flatMap((server) =>
    server.addresses.map((address) => {
      const { zone, port, transport, position } = address;
      const scheme = transport === 'dns' ? '' : `${transport}://`;
      const key = `${scheme}${zone === '.' ? '.' : zone.replace(/\.$/, '')}:${port}`;
      return { key, zone: { ...pluginsOf(server), spot: spotOfPosition(model, position) } };
    }),
  );
  return new Map([...byKey(zones, ({ key }) => key)].map(([key, { zone }]) => [key, zone]));
}

/** Rewrites are told one by one. */
function pluginsOf({ plugins, view }: Server): Omit<Zone, 'spot'> {
  const others = plugins.filter(({ kind }) => kind !== 'rewrite');
  const names = others.map(describePlugin);
  const answering = others.filter(({ kind }) => kind !== 'pass' && kind !== 'cache');
  return {
    text: listSome([...new Set(answering.map(describePlugin))]) || 'answers nothing',
    names,
    plugins: [...others.map(signature), view ?? ''],
  };
}

/** Where two chains have the same plugins, what differs within them. */
function zoneText({ text, names, plugins }: Zone, other: Zone | undefined): string {
  if (other?.names.join() !== names.join()) return text;
  const differing = plugins.filter((plugin, index) => plugin !== other.plugins[index]);
  return listSome(
    differing.map((plugin) => (plugin.length > 70 ? `${plugin.slice(0, 69)}…` : plugin)),
  );
}

function describePlugin(plugin: PluginConfig): string {
  if (plugin.kind === 'forward') {
    const { from, upstreams } = plugin;
    const to = upstreams.map(({ address }) => address.replace(/:53$/, ''));
    return `forward${from === '.' ? '' : ` ${from}`} to ${to.join(' ')}`;
  }
  return plugin.kind === 'pass' || plugin.kind === 'unknown' ? plugin.plugin : plugin.kind;
}

function signature(plugin: PluginConfig): string {
  const name = plugin.kind === 'pass' || plugin.kind === 'unknown' ? plugin.plugin : plugin.kind;
  const rest = JSON.stringify(plugin, (key, value: unknown) => {
    if (key === 'kind' || key === 'plugin') return undefined;
    if (value instanceof Map) return [...value];
    return typeof value === 'bigint' ? `${value}` : value;
  });
  return `${name} ${rest}`;
}

function compareRewrites(old: DiscoveryModel, fresh: DiscoveryModel, users: Users): Draft[] {
  const [before, after] = [old, fresh].map((model) => byKey(rewritesOf(model), ({ rule }) => rule));
  if (!before || !after) return [];
  return keysOfBoth(before, after).flatMap((key): Draft[] => {
    const [was, is] = [before.get(key), after.get(key)];
    const known = is ?? was;
    if (!known || was?.text === is?.text) return [];
    return [
      {
        kind: 'name-server',
        change: was ? (is ? 'changed' : 'lost') : 'gained',
        about: `rewrite ${key}`,
        aspect: '',
        noun: 'rewrites',
        before: was?.text,
        after: is?.text,
        spot: known.spot,
        ...(was?.exact !== undefined && {
          dependents: users.ofNames((host) => host === was.exact),
        }),
      },
    ];
  });
}

/** Files that nothing reads: they were read, or somebody meant them to be. */
function compareFiles(old: DiscoveryModel, fresh: DiscoveryModel): Draft[] {
  const [before, after] = [filesOf(old), filesOf(fresh)];
  return keysOfBoth(before, after).flatMap((file): Draft[] => {
    const [was, is] = [before.get(file), after.get(file)];
    // What is read, and comes or goes, is told by what it says.
    if (was === is || ((was ?? READ) === READ && (is ?? READ) === READ)) return [];
    return [
      {
        kind: 'name-server',
        change: was === undefined ? 'gained' : is === undefined ? 'lost' : 'changed',
        about: file,
        aspect: '',
        noun: 'files',
        before: was,
        after: is,
        spot: spotOfFile(is === undefined ? old : fresh, file),
        worse: is === IGNORED,
        better: was === IGNORED,
      },
    ];
  });
}

const IGNORED = 'nothing reads it';
const READ = 'CoreDNS reads it';

function filesOf({ corefile: { files, loaded } }: DiscoveryModel): ReadonlyMap<string, string> {
  const ignored = new Set(loaded.ignoredFiles);
  return new Map([...files.keys()].map((file) => [file, ignored.has(file) ? IGNORED : READ]));
}
