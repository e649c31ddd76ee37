/**
 * `nx run lab:argo-test`: brings Argo CD to the lab that runs here and proves what docs/argocd.md says of it. The lab is as
 * before when it ends well.
 */
import process from 'node:process';

import { startLabArgo } from '../../src/lab/start-lab-argo.ts';
import { brokenOverlayFound } from './broken-overlay.ts';
import { namespaceKept } from './kept-namespace.ts';
import { newOverlayComes } from './new-overlay.ts';
import { prodWaits } from './prod-waits.ts';
import { handEditsHealed } from './self-heal.ts';
import { runSteps } from './step.ts';
import { allSynced, hooksPassed, platformCheckPassed, sliceSynced } from './synced.ts';

const repository = process.cwd();
const lines: string[] = [];

process.exitCode = await runSteps([
  [
    'dev syncs by itself',
    async () => {
      await startLabArgo(repository, process.env, (line) => lines.push(line));
      return lines.at(-1) ?? '';
    },
  ],
  ['every overlay has its Application', () => allSynced(repository)],
  ['EndpointSlices in git are applied', sliceSynced],
  ['discovery checks pass', hooksPassed],
  ['the check of all services passes', platformCheckPassed],
  ['changes by hand are undone', handEditsHealed],
  ['a broken overlay is found by its check', brokenOverlayFound],
  ['a new overlay comes by itself', () => newOverlayComes(repository)],
  ['a namespace that leaves git stays', namespaceKept],
  ['prod waits for a person', prodWaits],
]);
