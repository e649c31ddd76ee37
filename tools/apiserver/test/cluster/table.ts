import { agreementTable, compareCreations, compareUpdates } from './cases.ts';

const BEGIN = '<!-- agreement: written by tools/apiserver/test/cluster/write-table.ts -->';
const END = '<!-- end of agreement -->';

/** The page with today's numbers between its markers. */
export function withAgreement(page: string): string {
  const [before = '', rest = ''] = page.split(BEGIN);
  const after = rest.slice(rest.indexOf(END));
  const creations = compareCreations();
  const updates = compareUpdates();
  const section = [
    BEGIN,
    '',
    `Creations, ${creations.length} cases:`,
    '',
    ...agreementTable(creations),
    '',
    `Changes, ${updates.length} cases:`,
    '',
    ...agreementTable(updates),
    '',
  ];
  return before + section.join('\n') + after;
}
