import type { Report } from './report.ts';

/** A bare array of findings; the schema is `docs/schema/findings.schema.json`. */
export function formatJsonReport({ findings }: Report): string {
  const list = findings.map((finding) => {
    const { rule, severity, message, resource, field, file, line, column } = finding;
    const { related, fix, documentation, overlays } = finding;
    return {
      rule,
      severity,
      message,
      resource,
      field,
      file,
      line,
      column,
      related,
      fix,
      documentation,
      overlays,
    };
  });
  return `${JSON.stringify(list, undefined, 2)}\n`;
}
