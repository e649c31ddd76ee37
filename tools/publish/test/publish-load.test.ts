import test from 'ava';
import { createEmulator } from 'emulate';

import { inputOf, run } from './publishing/publisher.ts';
import type { Units } from './publishing/publisher.ts';

/** Three files for each of these, and two at the top: 10,001. */
const UNITS = 3333;

function units(changed: string): Units {
  const names = Array.from({ length: UNITS }, (_, index) => `unit-${index}`);
  return Object.fromEntries(names.map((name, index) => [name, index < 2500 ? changed : 'same\n']));
}

test('10,000 files, and then more than 5,000 of them changed: requests and writes are bounded', async (t) => {
  t.timeout(300_000);
  const token = 'token-of-octocat';
  // Without the proxy that checks, and without git: this counts.
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [token]: { login: 'octocat', scopes: ['repo'] } },
      github: {
        users: [{ login: 'octocat' }],
        repos: [{ owner: 'octocat', name: 'mono', auto_init: true }],
      },
    },
  });
  t.teardown(() => emulator.close());
  const server = { url: emulator.url, token };
  const repository = { owner: 'octocat', name: 'mono' };

  const first = await run(server, repository, inputOf(units('a\n')));
  t.log(`10,001 files: ${first.requests} requests, ${first.writes} writes`);
  t.is(first.files.added, 10_000);
  // 100 trees; of the base a tree, a commit and a ref; a commit, a ref, and at most 6 for the pull request.
  t.true(first.writes <= 111);
  t.true(first.requests <= first.writes + 20);

  // 2,500 manifests, and the notes of all units: the environment branch has none of them yet.
  const second = await run(server, repository, inputOf(units('b\n'), {}, 'b'));
  t.log(`5,834 of them changed: ${second.requests} requests, ${second.writes} writes`);
  t.true(second.writes <= 65);
  t.true(second.requests <= second.writes + 20);

  const third = await run(server, repository, inputOf(units('b\n'), {}, 'b'));
  t.log(`none changed: ${third.requests} requests`);
  t.is(third.writes, 0);
  t.true(third.requests <= 12);
});
