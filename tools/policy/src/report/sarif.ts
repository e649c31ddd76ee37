import type { Finding, FindingPlace, RelatedFinding, Severity } from '../finding.ts';
import { fingerprintOf } from '../fingerprint.ts';
import type { RuleText } from '../rule-text.ts';
import type { Report } from './report.ts';

const LEVELS = { error: 'error', warning: 'warning', caution: 'note' } as const satisfies Record<
  Severity,
  string
>;

/** How a log differs from that of a plain check. */
interface SarifOptions {
  /** Which analysis it is: code scanning replaces the alerts of the same one. */
  readonly category: string;
  /** How the findings stand to those of the base; undefined where nothing was compared. */
  readonly baselineState?: 'new';
}

/**
 * SARIF 2.1.0 (errata 01), as GitHub's code scanning takes it. What stands in no file cannot be a result there, so it is
 * a notification of the run. Fingerprints do not depend on lines.
 */
export function formatSarifReport(
  { findings, rules }: Pick<Report, 'findings' | 'rules'>,
  { category, baselineState }: SarifOptions = { category: 'policy-check' },
): string {
  const placed = findings.filter(({ file }) => file !== '');
  const ids = [...new Set(placed.map(({ rule }) => rule))].toSorted();
  const texts = new Map(rules.map((rule) => [rule.id, rule]));
  const seen = new Map<string, number>();
  const results = placed.map((finding) => {
    const fingerprint = fingerprintOf(finding);
    const occurrence = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, occurrence);
    const result = formatResult(finding, ids.indexOf(finding.rule), `${fingerprint}:${occurrence}`);
    return { ...result, ...(baselineState !== undefined && { baselineState }) };
  });
  const lost = findings.filter(({ file }) => file === '');
  const log = {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'fingerpost',
            rules: ids.map((id) => formatRule(id, texts.get(id), placed)),
          },
        },
        automationDetails: { id: `fingerpost/${category}/` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: lost.every(({ severity }) => severity !== 'error'),
            ...(lost.length > 0 && { toolExecutionNotifications: lost.map(formatNotification) }),
          },
        ],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function formatRule(id: string, text: RuleText | undefined, findings: readonly Finding[]) {
  const group = id.slice(0, Math.max(0, id.indexOf('/')));
  const found = findings.find(({ rule }) => rule === id);
  const level = LEVELS[text?.severity ?? found?.severity ?? 'warning'];
  if (!text) {
    const said = `What the policy ${id.slice(group.length + 1)} of the cluster says`;
    return {
      id,
      shortDescription: { text: said },
      fullDescription: { text: said },
      help: { text: `${said}. The message says what to do.` },
      defaultConfiguration: { level },
      properties: { tags: [group] },
    };
  }
  const { title, why, fix, source } = text;
  const advice = fix === '' ? '' : `\n\nWhat to do: ${fix}.`;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: {
      text: `${title}. ${why}${advice}`,
      markdown: `**${title}.** ${why}${advice}\n\n${source.startsWith('http') ? `<${source}>` : source}`,
    },
    ...(source.startsWith('https://') && { helpUri: source }),
    defaultConfiguration: { level },
    properties: { tags: [group] },
  };
}

function formatResult(finding: Finding, ruleIndex: number, fingerprint: string) {
  const { rule, severity, related, overlays, documentation } = finding;
  const places = related.filter(({ file }) => file !== '');
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: formatMessage(finding, places) },
    locations: [formatLocation(finding)],
    ...(places.length > 0 && {
      relatedLocations: places.map((place, index) => ({
        id: index + 1,
        ...formatLocation(place),
        message: { text: place.message },
      })),
    }),
    partialFingerprints: { 'fingerpost/v1': fingerprint, primaryLocationLineHash: fingerprint },
    properties: { overlays, ...(documentation !== '' && { documentation }) },
  };
}

/** Code scanning shows a related place where the message links to it (section 3.11.6 of the specification). */
function formatMessage({ message, fix }: Finding, related: readonly RelatedFinding[]): string {
  // What looks like a link in a manifest is none.
  const said = message.replaceAll('](', '] (');
  const links = related.map(
    (place, index) => `[${place.message.replaceAll(/[[\]\\]/g, '\\$&')}](${index + 1})`,
  );
  return [
    said,
    ...(links.length > 0 ? [`See ${links.join(', ')}`] : []),
    ...(fix === '' ? [] : [`Fix: ${fix.replaceAll('](', '] (')}`]),
  ].join('. ');
}

function formatLocation({ file, line, column, resource, field }: FindingPlace) {
  return {
    physicalLocation: {
      artifactLocation: { uri: toUri(file), uriBaseId: '%SRCROOT%' },
      region: { startLine: line ?? 1, ...(column !== undefined && { startColumn: column }) },
    },
    ...(resource !== '' && {
      logicalLocations: [
        { fullyQualifiedName: [resource, field].filter((part) => part !== '').join(' ') },
      ],
    }),
  };
}

function formatNotification({ rule, severity, message }: Finding) {
  return { level: LEVELS[severity], message: { text: message }, descriptor: { id: rule } };
}

/** A relative path as a reference of RFC 3986: a colon in its first name would be a scheme. */
function toUri(file: string): string {
  return file.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
