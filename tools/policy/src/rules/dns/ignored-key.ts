import { posix } from 'node:path';

import { corefileFacts } from '../../facts/corefile.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const ignoredKey: Rule = {
  id: 'dns/ignored-key',
  severity: 'warning',
  scope: 'environment',
  title: 'CoreDNS does not read a key of coredns-custom',
  why: 'The Corefile imports keys that end with `.override` and `.server`. What other keys say has no effect, and nothing tells so.',
  fix: 'let the key end with .override (plugins for the block of the cluster) or .server (server blocks)',
  silent: 'Where another key names the file, as the plugins file and hosts do.',
  source: 'https://docs.k3s.io/networking/networking-services#coredns-custom-configuration-imports',
  check: findIgnoredKeys,
};

function* findIgnoredKeys(input: RuleInput): Generator<Problem> {
  const { corefile } = input.model;
  const { custom, customFolder, loaded } = corefile;
  if (!custom || !input.isChecked(custom) || customFolder === undefined) return;
  const { additions } = input.shared(corefileFacts);
  const started = [loaded, ...additions.map((text) => text.loaded)].filter(
    ({ start }) => start.result === 'ok',
  );
  const [first, ...others] = started.map(({ ignoredFiles }) => ignoredFiles);
  const imported = new Set(additions.map(({ path }) => path));
  for (const path of first ?? []) {
    const isIgnored = others.every((files) => files.includes(path)) && !imported.has(path);
    if (posix.dirname(path) !== customFolder || !isIgnored) continue;
    const key = posix.basename(path);
    yield {
      on: custom,
      field: `data[${key}]`,
      message: `CoreDNS does not read ${key}: its Corefile imports only *.override and *.server`,
    };
  }
}
