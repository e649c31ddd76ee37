import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';

import type { Json } from './double/json.ts';
import { isObject, listAt, objectAt } from './double/json.ts';
import { send } from './double/send.ts';
import { useDouble } from './double/use-double.ts';
import { personAt } from './publishing/people.ts';
import { inputOf, run, UNITS } from './publishing/publisher.ts';

const folder = path.resolve(import.meta.dirname, '../../../.github/rulesets');
