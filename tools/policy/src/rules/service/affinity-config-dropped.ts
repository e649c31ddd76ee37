import { object, text } from '@fingerpost/apiserver';
import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const affinityConfigDropped: Rule = {
  id: 'service/affinity-config-dropped',
  severity: 'error',
  scope: 'resource',
  title: 'A Service configures a session affinity that it does not have',
  why: 'Without `sessionAffinity: ClientIP` the API server drops `sessionAffinityConfig` without a word: clients are balanced anew with every connection, and `kubectl get` no longer shows the lines that were written.',
  fix: 'add sessionAffinity: ClientIP, or remove sessionAffinityConfig',
  silent: '',
  source: 'SetDefaults_Service of pkg/apis/core/v1/defaults.go',
  check: findConfigs,
};

function* findConfigs(input: RuleInput): Generator<Problem> {
  for (const { stored, name } of checkedServices(input)) {
    const spec = object(stored.written, 'spec');
    const affinity = text(spec, 'sessionAffinity') || 'None';
    const config = object(spec, 'sessionAffinityConfig');
    if (!config || affinity === 'ClientIP') continue;
    const seconds = object(config, 'clientIP')?.['timeoutSeconds'];
    const wanted = typeof seconds === 'number' ? ` for ${seconds} s` : '';
    yield {
      on: stored,
      field: 'spec.sessionAffinityConfig',
      message: `Service ${name} wants clients to keep their pod${wanted}, but its sessionAffinity is ${affinity}: the API server drops sessionAffinityConfig, and clients keep nothing`,
    };
  }
}
