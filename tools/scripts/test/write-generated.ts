// Writes what is generated from the models of this repository: node tools/scripts/test/write-generated.ts
import fs from 'node:fs';
import path from 'node:path';

import { dnsNamesPage, goldenModel, ownModels, root } from './generated.ts';

const models = ownModels();
const golden = path.join(import.meta.dirname, 'golden');
fs.mkdirSync(golden, { recursive: true });
for (const named of models) {
  fs.writeFileSync(path.join(golden, `${named.name}.txt`), goldenModel(named));
}
fs.writeFileSync(path.join(root, 'docs/dns-names.md'), dnsNamesPage(models));
