import type { Finding } from '../finding.ts';
import type { Report } from './report.ts';

/**
 * The XML that CI systems take for test results: a suite for each file, a case for each finding. Errors are failures;
 * warnings and cautions are cases that pass and say what they found. Without findings one case passes, because an empty
 * report is an error to some.
 */
export function formatJunitReport({ findings }: Report): string {
  const files = [...Map.groupBy(findings, ({ file }) => (file === '' ? '(no file)' : file))];
  const suites = files.map(([file, own]) =>
    suite(file, own.length, failuresOf(own), own.map(formatCase).join('')),
  );
  const body =
    suites.length > 0
      ? suites.join('')
      : suite(
          'policy-check',
          1,
          0,
          '    <testcase classname="policy-check" name="no findings" time="0"/>\n',
        );
  const tests = Math.max(1, findings.length);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="policy-check" tests="${tests}" failures="${failuresOf(findings)}" errors="0" time="0">
${body}</testsuites>
`;
}

function suite(name: string, tests: number, failures: number, cases: string): string {
  return `  <testsuite name="${attribute(name)}" tests="${tests}" failures="${failures}" errors="0" skipped="0" time="0">
${cases}  </testsuite>
`;
}

function failuresOf(findings: readonly Finding[]): number {
  return findings.filter(({ severity }) => severity === 'error').length;
}

function formatCase(finding: Finding): string {
  const { rule, severity, resource, field, file, message } = finding;
  const name = [rule, resource, field].filter((part) => part !== '').join(' ');
  const open = `    <testcase classname="${attribute(file)}" name="${attribute(name)}" file="${attribute(file)}" time="0">`;
  const details = content(describe(finding));
  const inner =
    severity === 'error'
      ? `<failure type="${attribute(rule)}" message="${attribute(message)}">${details}</failure>`
      : `<system-out>${details}</system-out>`;
  return `${open}\n      ${inner}\n    </testcase>\n`;
}

function describe({ file, line, column, severity, rule, ...rest }: Finding): string {
  const place = [file, line, column].filter((part) => part !== undefined && part !== '').join(':');
  return [
    `${place} ${severity} ${rule}`.trim(),
    rest.message,
    ...rest.related.map((other) => `see ${other.file}:${other.line ?? ''} ${other.message}`),
    ...(rest.fix === '' ? [] : [`fix: ${rest.fix}`]),
    ...(rest.overlays.length === 0 ? [] : [`in ${rest.overlays.join(', ')}`]),
    ...(rest.documentation === '' ? [] : [rest.documentation]),
  ].join('\n');
}

function attribute(text: string): string {
  return content(text)
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, ' ');
}

/** Characters that XML 1.0 cannot hold are left out (https://www.w3.org/TR/xml/#charsets). */
function content(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
