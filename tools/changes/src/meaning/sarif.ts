import { diffRules, formatSarifReport, rules, serverRules } from '@fingerpost/policy';
import type { Finding } from '@fingerpost/policy';

import type { Changes } from '../changes.ts';
import { isUnrendered, wasUnrendered } from '../report/unrendered.ts';

/** New findings as `policy-check` writes them, as new ones; each overlay that does not render and each file that cannot be read is an error of the run. */
export function sarifOf({ meaning, overlays, unread = [] }: Changes): string {
  const unrendered = overlays.flatMap((change) => {
    const { overlay, error = 'no reason is known' } = change;
    if (isUnrendered(change)) return [notice(`${overlay} does not render: ${error}`)];
    return wasUnrendered(change) ? [notice(`${overlay} did not render before: ${error}`)] : [];
  });
  const unreadable = unread.map((line) => notice(`it cannot be read: ${line}`));
  const unknown = meaning ? [] : [notice('findings were not compared')];
  return formatSarifReport(
    {
      findings: [...(meaning?.findings.new ?? []), ...unrendered, ...unreadable, ...unknown],
      rules: [...rules, ...serverRules, ...diffRules],
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
