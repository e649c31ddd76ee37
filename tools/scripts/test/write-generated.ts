/**
 * Writes what tests compare with: the models of this repository, and what the diff says of each scenario.
 * node tools/scripts/test/write-generated.ts
 */
import fs from 'node:fs';
import path from 'node:path';

import { dnsNamesPage, goldenModel, ownModels, root } from './generated.ts';
import { openPlayground, runScenario, scenarioFile, scenarios } from './scenarios.ts';

const models = ownModels();
const golden = path.join(import.meta.dirname, 'golden');
fs.mkdirSync(golden, { recursive: true });
for (const named of models) {
  fs.writeFileSync(path.join(golden, `${named.name}.txt`), goldenModel(named));
}
fs.writeFileSync(path.join(root, 'docs/dns-names.md'), dnsNamesPage(models));

const playground = openPlayground();
try {
  for (const [name, scenario] of scenarios) {
    const folder = scenarioFile(name, '.');
    for (const file of fs.readdirSync(folder)) {
      if (file !== 'edit.yaml') fs.rmSync(path.join(folder, file), { recursive: true });
    }
    for (const [file, printed] of await runScenario(playground, name, scenario)) {
      fs.writeFileSync(scenarioFile(name, file), printed);
    }
  }
} finally {
  playground.remove();
}
