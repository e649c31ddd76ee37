import type { DirectiveName } from '../directives.ts';
import type { AclConfig } from './acl.ts';
import type { AutoConfig } from './auto.ts';
import type { AutopathConfig } from './autopath.ts';
import type { CacheConfig } from './cache.ts';
import type { ChaosConfig } from './chaos.ts';
import type { Dns64Config } from './dns64.ts';
import type { ErraticConfig } from './erratic.ts';
import type { FileConfig } from './file.ts';
import type { ForwardConfig } from './forward.ts';
import type { HeaderConfig } from './header.ts';
import type { HostsConfig } from './hosts.ts';
import type { ExternalConfig } from './k8s-external.ts';
import type { KubernetesConfig } from './kubernetes.ts';
import type { LocalConfig } from './local.ts';
import type { RewriteConfig } from './rewrite.ts';
import type { SiitConfig } from './siit.ts';
import type { TemplateConfig } from './template.ts';

/** A plugin that changes no answer: it is in the chain, and hands everything on. */
export interface PassConfig {
  readonly kind: 'pass';
  readonly plugin: DirectiveName;
}

/** A plugin of which nobody knows here what it answers for names in its zones. */
export interface UnknownConfig {
  readonly kind: 'unknown';
  readonly plugin: DirectiveName;
  readonly zones: readonly string[];
}

/** A plugin that has nothing to set. */
export interface PlainConfig {
  readonly kind: 'any' | 'minimal' | 'whoami';
}

/** A plugin in the chain of a server block, with what its directive says. */
export type PluginConfig =
  | AclConfig
  | AutoConfig
  | AutopathConfig
  | CacheConfig
  | ChaosConfig
  | Dns64Config
  | ErraticConfig
  | ExternalConfig
  | FileConfig
  | ForwardConfig
  | HeaderConfig
  | HostsConfig
  | KubernetesConfig
  | LocalConfig
  | PassConfig
  | PlainConfig
  | RewriteConfig
  | SiitConfig
  | TemplateConfig
  | UnknownConfig;

/** Passes everything on. */
export function pass(plugin: DirectiveName): PassConfig {
  return { kind: 'pass', plugin };
}
