/** Writes the numbers of agreement into docs/api-server.md: `node tools/apiserver/test/cluster/write-table.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withAgreement } from './table.ts';

const file = path.join(import.meta.dirname, '../../../../docs/api-server.md');
writeFileSync(file, withAgreement(readFileSync(file, 'utf8')));
