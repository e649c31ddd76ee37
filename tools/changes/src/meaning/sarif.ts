import { formatSarifReport, rules, serverRules } from '@fingerpost/policy';
import type { Finding } from '@fingerpost/policy';

import type { Changes } from '../changes.ts';

/** New findings as `policy-check` writes them, as new ones; each overlay that does not render is an error of the run. */
export function sarifOf({ meaning, overlays }: Changes): string {
  const unrendered = overlays.flatMap(({ overlay, status, error = 'no reason is known' }) =>
    status === 'failed' || status === 'broken'
      ? [notice(`${overlay} does not render: ${error}`)]
      : [],
  );
  const unknown = meaning ? [] : [notice('findings were not compared')];
  return formatSarifReport(
    {
      findings: [...(meaning?.findings.new ?? []), ...unrendered, ...unknown],
      rules: [...rules, ...serverRules],
    },
    { category: 'diff', baselineState: 'new' },
  );
}

function notice(message: string): Finding {
  return {
    rule: 'internal/not-compared',
    severity: 'error',
    message,
    resource: '',
    field: '',
    file: '',
    related: [],
    fix: '',
    documentation: '',
    overlays: [],
  };
}
