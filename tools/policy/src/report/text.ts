import type { Finding, FindingPlace, Severity } from '../finding.ts';
import { excerptOf } from './excerpt.ts';
import { printable, wrap } from '@fingerpost/text';
import type { Report } from './report.ts';
import type { Style } from '@fingerpost/text';
import { formatSummary } from './summary.ts';

/** Columns that a line keeps to where its words let it. */
const WIDTH = 80;
const INDENT = ' '.repeat(6);
const MAX_OVERLAYS = 8;

/** The findings of each file below its name, with the line that is meant, for people. */
export function formatTextReport(report: Report, style: Style): string {
  const files = Map.groupBy(report.findings, ({ file }) => file);
  const sections = [...files].map(([file, findings]) => {
    const heading = style.heading(headingOf(file));
    const blocks = findings.map((finding) => formatFinding(finding, report, style));
    return `${heading}\n${blocks.join('\n')}\n`;
  });
  return `${sections.join('')}${formatSummary(report)}`;
}

function formatFinding(finding: Finding, report: Report, style: Style): string {
  const { severity, rule, message, related, fix, documentation } = finding;
  const lines = [
    `  ${styleOf(severity, style)(`${formatPosition(finding)}${severity} ${printable(rule)}`)}`,
    ...indented(formatTarget(finding)),
    ...indented(printable(message)),
    ...formatExcerpt(finding, report, style),
    ...related.flatMap((place) =>
      indented(`see ${formatPlace(place)}${printable(place.message)}`, style.faint),
    ),
    ...(fix === '' ? [] : indented(`fix: ${printable(fix)}`, style.added)),
    ...formatOverlays(finding.overlays, style),
    ...(documentation === '' ? [] : indented(printable(documentation), style.faint)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function formatPosition({ line, column }: FindingPlace): string {
  if (line === undefined) return '';
  return column === undefined ? `${line} ` : `${line}:${column} `;
}

function headingOf(file: string): string {
  if (file === '') return '(in no file)';
  return file === '-' ? 'standard input' : printable(file);
}

/** Which field of which resource: one source line may make several. */
function formatTarget({ resource, field }: FindingPlace): string {
  return printable([resource, field].filter((part) => part !== '').join(' '));
}

function formatPlace(place: FindingPlace): string {
  const { file, line, column } = place;
  const where = [file, line, column].filter((part) => part !== undefined && part !== '').join(':');
  const parts = [where, place.resource].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${printable(parts.join(' '))}: `;
}

function formatExcerpt(finding: Finding, { readLine }: Report, style: Style): string[] {
  const { file, line, column = 1, resource } = finding;
  // Whatever is wrong with a Secret, the line may hold its values.
  if (line === undefined || resource.startsWith('Secret/')) return [];
  const source = readLine(file, line);
  if (source === undefined || source.trim() === '') return [];
  const gutter = `${INDENT}${style.faint(`${String(line).padStart(4)} |`)} `;
  const { text, caret } = excerptOf(source, column, WIDTH - INDENT.length - 7);
  return [
    `${gutter}${text}`,
    `${INDENT}${style.faint('     |')} ${styleOf(finding.severity, style)(caret)}`,
  ];
}

function formatOverlays(overlays: readonly string[], style: Style): string[] {
  if (overlays.length === 0) return [];
  const more = overlays.length - MAX_OVERLAYS;
  const names = overlays.slice(0, MAX_OVERLAYS).map(printable).join(', ');
  return indented(`in ${names}${more > 0 ? ` and ${more} more` : ''}`, style.faint);
}

function indented(text: string, paint = (line: string): string => line): string[] {
  if (text === '') return [];
  return wrap(text, WIDTH - INDENT.length).map((line) => `${INDENT}${paint(line)}`);
}

function styleOf(severity: Severity, style: Style): (text: string) => string {
  return { error: style.error, warning: style.changed, caution: style.faint }[severity];
}
