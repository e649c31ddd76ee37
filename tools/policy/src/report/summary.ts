import { SEVERITIES } from '../finding.ts';
import { plural } from '@fingerpost/text';
import type { Report } from './report.ts';

/** The last lines of a report: what was checked and how much was found. */
export function formatSummary({ counts, resources, findings, baseline }: Report): string {
  const total = SEVERITIES.map((severity) => plural(counts[severity], severity)).join(', ');
  const known = baseline ? `; ${baseline.known} in the baseline` : '';
  const all = SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
  const hidden = all - findings.length;
  return [
    `checked ${plural(resources, 'resource')}: ${total}${known}\n`,
    hidden > 0 ? `${plural(hidden, 'finding')} not shown; --severity caution shows all\n` : '',
    baseline && baseline.gone > 0
      ? `${entries(baseline.gone)} of the baseline ${baseline.gone === 1 ? 'is' : 'are'} gone; write it anew with --write-baseline\n`
      : '',
  ].join('');
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}
