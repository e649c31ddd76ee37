/** `nx run lab:argo`: Argo CD in the lab, syncing the environments of this clone as HEAD has them. */
import process from 'node:process';

import { LabError } from '@fingerpost/lab';

import { startLabArgo } from './src/lab/start-lab-argo.ts';

try {
  await startLabArgo(process.cwd(), process.env, (line) => process.stderr.write(`${line}\n`));
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  process.stderr.write(`lab argo: ${error.message}\n`);
  process.exitCode = 1;
}
