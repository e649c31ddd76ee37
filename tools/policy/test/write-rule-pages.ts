// Writes docs/rules: node tools/policy/test/write-rule-pages.ts
import fs from 'node:fs';
import path from 'node:path';

import { admissionPage } from './admission-page.ts';
import { allRules, HEAD, pageOf, tableOfRules } from './rule-pages.ts';

const folder = path.resolve(import.meta.dirname, '..', '..', '..', 'docs/rules');
const fixtures = path.join(import.meta.dirname, 'rules');
fs.rmSync(folder, { recursive: true, force: true });
for (const rule of allRules) {
  const file = path.join(folder, `${rule.id}.md`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, pageOf(rule, fixtures));
}
fs.writeFileSync(path.join(folder, 'README.md'), tableOfRules());
fs.mkdirSync(path.join(folder, 'admission'));
fs.writeFileSync(path.join(folder, 'admission/README.md'), admissionPage(HEAD));
