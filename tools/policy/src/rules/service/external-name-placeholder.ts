import { externalNames } from '../../facts/external-names.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalNamePlaceholder: Rule = {
  id: 'service/external-name-placeholder',
  severity: 'error',
  scope: 'resource',
  title: 'An ExternalName Service names a domain of documentation',
  why: '`example.com`, `.example`, `.test` and `.invalid` are reserved for examples: whoever copied the manifest did not fill it in. `example.com` even resolves, to a host of somebody else.',
  fix: 'write the name of the host that is meant, in each environment its own',
  silent: '',
  source: 'https://www.rfc-editor.org/rfc/rfc6761#section-6',
  check: findPlaceholders,
};

function* findPlaceholders(input: RuleInput): Generator<Problem> {
  for (const { service, target, kind } of input.shared(externalNames)) {
    if (kind !== 'placeholder') continue;
    yield {
      on: service.stored,
      field: 'spec.externalName',
      message: `Service ${service.name} is an alias of ${target}, a name that is reserved for examples`,
    };
  }
}
