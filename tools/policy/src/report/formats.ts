import { formatGithubReport } from './github.ts';
import { formatJsonReport } from './json.ts';
import { formatJunitReport } from './junit.ts';
import type { Report } from './report.ts';
import { formatSarifReport } from './sarif.ts';
import type { Style } from '@fingerpost/text';
import { formatTextReport } from './text.ts';

/** How findings are told, by the name that the command line has for it. */
export const reportFormats: ReadonlyMap<string, (report: Report, style: Style) => string> = new Map(
  [
    ['text', formatTextReport],
    ['json', formatJsonReport],
    ['sarif', (report) => formatSarifReport(report)],
    ['github', formatGithubReport],
    ['junit', formatJunitReport],
  ],
);
