import type { Finding } from '../finding.ts';
import { printable } from '@fingerpost/text';
import type { Report } from './report.ts';
import { formatSummary } from './summary.ts';

const COMMANDS = { error: 'error', warning: 'warning', caution: 'notice' } as const;

/**
 * Workflow commands of GitHub Actions, which make annotations of a run.
 * Escaped as the runner reads them: actions/toolkit, packages/core/src/command.ts.
 */
export function formatGithubReport(report: Report): string {
  return `${report.findings.map(formatCommand).join('')}${formatSummary(report)}`;
}

function formatCommand(finding: Finding): string {
  const { severity, rule, file, line, column, message, fix, overlays } = finding;
  const properties = [
    ['file', file],
    ['line', line],
    ['col', column],
    ['title', rule],
  ] as const;
  const shown = properties
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const lines = [
    `${finding.resource} ${finding.field}`.trim(),
    message,
    ...(fix === '' ? [] : [`fix: ${fix}`]),
    ...(overlays.length === 0 ? [] : [`in ${overlays.join(', ')}`]),
  ];
  const data = lines.map(printable).filter((text) => text !== '');
  return `::${COMMANDS[severity]} ${shown.join(',')}::${escapeData(data.join('\n'))}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(printable(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
