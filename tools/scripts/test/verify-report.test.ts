import { plainStyle } from '@fingerpost/text';
import { formatVerification, verificationJson } from '@fingerpost/verify';
import type { Check, Verification } from '@fingerpost/verify';
import test from 'ava';

import { validated } from './verify/validated.ts';

test('a disagreement is told in 80 columns, with both sides, the reason and the line', (t) => {
  const verification: Verification = {
    environment: 'dev',
    cluster: { context: 'lab', server: 'https://127.0.0.1:6443' },
    notAsked: [],
    checks: [
      {
        part: 'dns',
        subject: 'a.b.svc A',
        predicted: '10.0.0.1',
        real: '10.0.0.1',
        verdict: 'agrees',
      },
      {
        part: 'failover',
        subject: 'b/a',
        predicted: 'less than 1 s',
        real: '1.5 s',
        verdict: 'disagrees',
        reason:
          'a reason that is long enough to need a second line in a terminal of eighty columns',
        figures: { window: 1500, lost: 3.24159 },
        source: { file: 'overlays/dev/a/service.yaml', line: 7 },
      },
      {
        part: 'latency',
        subject: 'x',
        predicted: '< 10 ms',
        real: '12 ms',
        verdict: 'not-conclusive',
        reason: 'busy',
        figures: { p99: 12 },
      },
      {
        part: 'latency',
        subject: 'y',
        predicted: '< 10 ms',
        real: '2 ms',
        verdict: 'agrees',
        figures: { p99: 2 },
      },
      { part: 'balance', subject: 'b/a', predicted: 'even', real: 'even', verdict: 'agrees' },
      {
        part: 'external',
        subject: 'z',
        predicted: 'open',
        real: 'not asked',
        verdict: 'skipped',
        reason: 'no pod',
      },
      {
        part: 'external',
        subject: '\u001b[31mw',
        predicted: 'open',
        real: 'not asked',
        verdict: 'skipped',
        reason: 'no pod',
      },
    ],
  };
  t.is(
    formatVerification(verification, plainStyle),
    `dev in lab (https://127.0.0.1:6443): 1 of 7 checks disagree, 1 not conclusive

disagrees  failover  b/a
  predicted  less than 1 s
  real       1.5 s
  why        a reason that is long enough to need a second line in a terminal of
             eighty columns
  figures    window 1500, lost 3.242
  source     overlays/dev/a/service.yaml:7

not conclusive  latency  x
  predicted  < 10 ms
  real       12 ms
  why        busy
  figures    p99 12

  skipped    external z and 1 more: no pod

part          agree  disagree  not conclusive  skipped
dns               1         0               0        0
balance           1         0               0        0
external          0         0               0        2
latency           1         0               1        0
failover          0         1               0        0

objective           target         measured
failover            < 1000 ms      1500 ms       missed
DNS latency, p99    < 10 ms        2 ms          held
even load           every Service  1 of 1        held
discovery failures  0              0             held
`,
  );
  validated(t, JSON.parse(JSON.stringify(verificationJson(verification))));
});

test('objectives count what was measured, and what was lost', (t) => {
  const check = (
    part: Check['part'],
    verdict: Check['verdict'],
    figures: Check['figures'] = {},
  ) => ({
    part,
    subject: 'x',
    predicted: '',
    real: '',
    verdict,
    figures,
  });
  const verdicts = (...checks: Check[]): string[] =>
    verificationJson({
      environment: 'dev',
      cluster: { context: 'lab', server: '' },
      notAsked: [],
      checks,
    }).objectives.map(({ name, measured, verdict }) => `${name} ${measured} ${verdict}`);
  // Pods that do not answer HTTP were not measured, however long the window.
  t.deepEqual(verdicts(check('failover', 'skipped', { window: 25_000 })), []);
  t.deepEqual(verdicts(check('failover', 'skipped', { window: 0 })), []);
  t.deepEqual(verdicts(check('failover', 'not-conclusive', { window: 0 })), [
    'failover 0 ms not-conclusive',
  ]);
  // The answers that came were fast.
  t.deepEqual(verdicts(check('latency', 'disagrees', { p99: 2, lost: 9 })), [
    'DNS latency, p99 2 ms missed',
  ]);
  t.deepEqual(verdicts(check('latency', 'agrees', { p99: 2 })), ['DNS latency, p99 2 ms held']);
  t.deepEqual(verdicts(check('failover', 'agrees', { window: 1100 })), ['failover 1100 ms missed']);
});

test('a long subject goes on in the next line, within 80 columns', (t) => {
  const subject =
    'pod(backend/Deployment/helper-server[0]) -> pod(data/StatefulSet/event-log[0]):4222/UDP';
  const text = formatVerification(
    {
      environment: 'dev',
      cluster: { context: 'lab', server: '' },
      notAsked: [],
      checks: [
        { part: 'reachability', subject, predicted: 'open', real: 'timeout', verdict: 'disagrees' },
      ],
    },
    plainStyle,
  );
  t.true(
    text.split('\n').every((line) => line.length <= 80),
    text,
  );
  t.true(text.replaceAll(/\n +/g, ' ').includes(subject), text);
});
