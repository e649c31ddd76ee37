import test from 'ava';

import { agrees } from '../proof/agrees.ts';
import { batchesOf } from '../proof/batches.ts';
import { openCopy } from '../proof/copy.ts';
import { readFault, readFaults } from '../proof/fault.ts';
import { findSaid } from '../proof/find-said.ts';
import { predict } from '../proof/predict.ts';
import { describeQuestion } from '../proof/question.ts';
import { readSide } from '../proof/side.ts';

/**
 * The mistakes of tools/scripts/proof/faults: what the commands say of each beforehand, and what the model predicts. That a
 * cluster then shows the same, `nx run tools:faults` proves.
 */

const copy = openCopy();
test.after.always(() => copy.remove());

const faults = readFaults();
const before = await readSide(copy.root);

// Mistakes that do not touch each other are made at the same time, as in the lab.
for (const batch of batchesOf(faults)) {
  test.serial(batch.map(({ name }) => name).join(', '), async (t) => {
    copy.edit(batch.flatMap(({ edits }) => edits));
    const after = await readSide(copy.root);
    for (const fault of batch) {
      const { name, says, shows } = fault;
      const found = await findSaid(fault, after, copy.root);
      t.deepEqual(
        found.map((one) => one?.said),
        says,
        `${name}: each finding stands on the line that the file of the fault names`,
      );
      for (const shown of shows) {
        const asked = `${name}: ${describeQuestion(shown.question)}`;
        t.is(predict(shown.question, before, before), shown.before, `${asked}, before`);
        const predicted = predict(shown.question, after, before);
        t.is(predicted.slice(0, shown.after.length), shown.after, `${asked}: ${predicted}`);
        t.not(predicted, shown.before, `${asked}: the mistake changes something`);
      }
    }
  });
}

test('every mistake is said and shown', (t) => {
  t.true(faults.length >= 20);
  for (const { name, says, shows } of faults) t.true(says.length > 0 && shows.length > 0, name);
});

const REFUSED: readonly [text: string, line: string][] = [
  ['edits: []', 'a.yaml:1:1: title is missing; write title'],
  ['title: a\nedit: []', 'a.yaml:2:1: there is no field edit; choose one of title, '],
  ['title: a\nsays: [{rule: b}]', 'a.yaml:2:8: line is missing; write line'],
  ['title: a\nshows: [{ask: b}]', 'a.yaml:2:15: shows[0].ask is b; write one of accept, '],
  ['title: a\nshows: [{ask: spread, from: b, to: c}]', 'a.yaml:2:9: to is c; write it like '],
  ['title: a\nshows: [{ask: accept, object: b}]', 'a.yaml:2:9: object names no object; '],
];

test('a file of a fault that is not understood is refused', (t) => {
  for (const [text, line] of REFUSED) {
    const error = t.throws(() => readFault(Buffer.from(text), 'a.yaml'), undefined, text);
    t.true(error.message.startsWith(line), error.message);
  }
});

const UNKNOWN =
  'refused: Service in version "v1" cannot be handled: unknown field "spec.ports[1].targetport"';

/** What was predicted, what a cluster said, and whether that is the same. */
const ANSWERS: readonly [predicted: string, real: string, isSame: boolean][] = [
  ['open', 'open', true],
  ['open', 'refused', false],
  ['refused or times out', 'times out', true],
  ['refused or times out', 'open', false],
  ['accepted', 'refused: a: b', false],
  ['refused: a: b', 'accepted', false],
  ['refused: a: b', 'refused: a: b, and more', true],
  ['refused: a: b', 'refused: a: c', false],
  ['refused: a  b', 'refused: a\nb', true],
  ['2 pods of a', '2 pods of ab', false],
  [UNKNOWN, 'refused: .spec.ports[port=80].targetport: field not declared in schema', true],
  [UNKNOWN, 'refused: .spec.ports[port=80].port: field not declared in schema', false],
  [UNKNOWN, 'refused: something else', false],
  ['does not start: plugin/hosts: twice', 'does not start: Corefile:3 - plugin/hosts: twice', true],
  ['does not start: plugin/hosts: twice', 'does not start: plugin/cache: twice', false],
  ['does not start: plugin/hosts: twice', 'starts', false],
];

test('an answer is the predicted one, or it is not', (t) => {
  for (const [predicted, real, isSame] of ANSWERS) {
    t.is(agrees(predicted, real), isSame, `${predicted}; ${real}`);
  }
});

test('mistakes that concern the same services are not made at the same time', (t) => {
  const named = new Map(
    batchesOf(faults).flatMap((batch, at) => batch.map(({ name }) => [name, at] as const)),
  );
  t.is(named.size, faults.length);
  t.not(named.get('selector-typo'), named.get('target-port-number'));
  t.not(named.get('monitor-port'), named.get('monitor-selector'));
  for (const batch of batchesOf(faults)) {
    t.true(batch.length === 1 || !batch.some(({ alone }) => alone));
  }
});
