import { inZones } from '../../corefile/names/domain-name.ts';
import type { PluginConfig } from '../../corefile/setup/plugin.ts';
import { makeKubernetesHandler } from '../kubernetes/handler.ts';
import type { Handler } from '../message.ts';
import { makeAcl } from './acl.ts';
import { makeAny } from './any.ts';
import { makeAutopath } from './autopath.ts';
import { makeCache } from './cache.ts';
import { makeChaos } from './chaos.ts';
import type { PluginContext } from './context.ts';
import { makeDns64 } from './dns64.ts';
import { makeErratic } from './erratic.ts';
import { makeAuto, makeFile } from './file.ts';
import { makeForward } from './forward.ts';
import { makeHeader } from './header.ts';
import { makeHosts } from './hosts.ts';
import { makeLocal } from './local.ts';
import { makeMinimal } from './minimal.ts';
import { checkRecords, failure, unknown } from './replies.ts';
import { makeRewrite } from './rewrite.ts';
import { makeSiit } from './siit.ts';
import { makeTemplate } from './template.ts';
import { whoami } from './whoami.ts';

/** What a plugin answers that hands a question on at the end of the chain. */
const nobody: Handler = () => failure('SERVFAIL');

/** The chain of plugins of a server block; undefined: it has none. */
export function makeChain(
  plugins: readonly PluginConfig[],
  context: PluginContext,
): Handler | undefined {
  let chain: Handler | undefined;
  for (const [index, plugin] of [...plugins.entries()].toReversed()) {
    chain = makePlugin(plugin, plugins[index + 1], chain, context);
  }
  return chain;
}

function makePlugin(
  plugin: PluginConfig,
  following: PluginConfig | undefined,
  following_: Handler | undefined,
  context: PluginContext,
): Handler {
  const next = following_ ?? nobody;
  switch (plugin.kind) {
    case 'pass':
      // It orders records, and so looks at them.
      if (plugin.plugin === 'loadbalance') return (question) => checkRecords(next(question));
      return next;
    case 'unknown':
    case 'k8s_external':
      return (question) => (inZones(plugin.zones, question.name) ? unknown : next(question));
    case 'acl':
      return makeAcl(plugin, next, context);
    case 'any':
      return makeAny(next);
    case 'auto':
      return makeAuto(plugin, following_, context);
    case 'autopath':
      return makeAutopath(plugin, next);
    case 'cache':
      return makeCache(plugin, next);
    case 'chaos':
      return makeChaos(plugin, next);
    case 'dns64':
      return makeDns64(plugin, next, context);
    case 'erratic':
      return makeErratic(plugin);
    case 'file':
      return makeFile(plugin, following_, context);
    case 'forward':
      return makeForward(plugin, next, context, following?.kind === 'forward');
    case 'header':
      return makeHeader(plugin, next);
    case 'hosts':
      return makeHosts(plugin, next);
    case 'kubernetes':
      return makeKubernetesHandler(plugin.config, context.names, next, context.self);
    case 'local':
      return makeLocal(plugin, next);
    case 'minimal':
      return makeMinimal(next);
    case 'rewrite':
      return makeRewrite(plugin, next, context);
    case 'siit':
      return makeSiit(plugin, next, context);
    case 'template':
      return makeTemplate(plugin, next, context);
    case 'whoami':
      return whoami;
  }
}
