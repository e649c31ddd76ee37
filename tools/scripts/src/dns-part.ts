import { plural, printable } from '@fingerpost/text';
import { describeObject } from '@fingerpost/discovery';
import type { PluginConfig, Position, Start } from '@fingerpost/discovery';

import type { ModelPart } from './model-parts.ts';

/** Whether CoreDNS starts, its server blocks, and files that it never reads. */
export const dnsPart: ModelPart = {
  json: ({ model: { corefile } }) => ({
    start: corefile.loaded.start,
    custom: corefile.custom ? describeObject(corefile.custom) : null,
    servers: corefile.loaded.servers.map(({ addresses, plugins }) => ({
      addresses: addresses.map(({ zone, transport, port }) => `${transport}://${zone}:${port}`),
      plugins: pluginNames(plugins),
    })),
    ignoredFiles: corefile.loaded.ignoredFiles,
  }),
  text({ model: { corefile } }, style) {
    const { start, servers, ignoredFiles } = corefile.loaded;
    const lines = [
      start.result === 'ok' ? style.added('CoreDNS starts') : style.error(describeFailure(start)),
      ...(corefile.custom ? [`  with ${describeObject(corefile.custom)}`] : []),
      ...servers.map(({ addresses, plugins }) => {
        const zones = addresses.map(({ zone, port }) => `${zone}:${port}`).join(' ');
        return `  ${zones}  ${pluginNames(plugins).join(' ')}`;
      }),
      ...ignoredFiles.map((file) => `  nothing reads ${file}`),
    ];
    return lines.map((line) => `${printable(line)}\n`).join('');
  },
  summary: ({ model: { corefile } }) => {
    const { start, servers } = corefile.loaded;
    return start.result === 'ok'
      ? `CoreDNS starts, ${plural(servers.length, 'server block')}`
      : describeFailure(start);
  },
};

/** `CoreDNS does not start: /etc/coredns/custom/names.override:1:1: plugin/hosts: ...` */
export function describeFailure(start: Start & { readonly result: 'failed' }): string {
  return `CoreDNS does not start: ${placeOf(start.position)}${start.error}`;
}

function placeOf(position: Position | undefined): string {
  return position ? `${position.file}:${position.line}:${position.column}: ` : '';
}

/** In the order in which they see a question; one that stands there more than once is named once. */
function pluginNames(plugins: readonly PluginConfig[]): string[] {
  const names = plugins.map((one) =>
    one.kind === 'pass' || one.kind === 'unknown' ? one.plugin : one.kind,
  );
  return [...new Set(names)];
}
