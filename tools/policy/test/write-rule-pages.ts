// Writes docs/rules: node tools/policy/test/write-rule-pages.ts
import fs from 'node:fs';
import path from 'node:path';

import { rules } from '@fingerpost/policy';

import { pageOf, tableOfRules } from './rule-pages.ts';

const folder = path.resolve(import.meta.dirname, '..', '..', '..', 'docs/rules');
const fixtures = path.join(import.meta.dirname, 'rules');
fs.rmSync(folder, { recursive: true, force: true });
for (const rule of rules) {
  const file = path.join(folder, `${rule.id}.md`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, pageOf(rule, fixtures));
}
fs.writeFileSync(path.join(folder, 'README.md'), tableOfRules(rules));
