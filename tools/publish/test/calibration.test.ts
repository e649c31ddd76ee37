/**
 * Whether the tools that test the publisher can fail: GitHub's own examples against the checks, and mutants of the
 * double and of a client, which the checks have to find.
 */
import test from 'ava';
import type { Answer } from './double/answer.ts';
import { checkRequest, checkResponse } from './double/contract/check.ts';
import { listOperations } from './double/contract/operation.ts';
import { resolve } from './double/contract/slice.ts';
import { startDouble } from './double/double.ts';
import { isList, isObject, objectAt } from './double/json.ts';
import type { Json, JsonObject } from './double/json.ts';
import { send } from './double/send.ts';

function examplesOf(content: Json | undefined): (Json | undefined)[] {
  const examples = objectAt(objectAt(resolve(content), 'content'), 'application/json');
  return Object.values(objectAt(examples, 'examples')).map((example) => resolve(example)['value']);
}

test('GitHub answers as it describes, but for these examples', (t) => {
  let count = 0;
  const bad = listOperations().flatMap((operation) =>
    Object.entries(objectAt(operation.description, 'responses')).flatMap(([status, response]) =>
      examplesOf(response).flatMap((value) => {
        count += 1;
        return checkResponse(operation, Number(status), value);
      }),
    ),
  );
  t.is(count, 71);
  t.deepEqual(bad.toSorted(), [
    "issues/get response 200: / must have required property 'assignee'",
    "issues/get response 200: / must have required property 'assignee'",
    "pulls/create response 201: /requested_teams/0 must have required property 'type'",
    "pulls/get response 200: /requested_teams/0 must have required property 'type'",
    "pulls/list response 200: /0/requested_teams/0 must have required property 'type'",
    "pulls/list-requested-reviewers response 200: /teams/0 must have required property 'type'",
    "pulls/remove-requested-reviewers response 200: /requested_teams/0 must have required property 'type'",
    "pulls/request-reviewers response 201: /requested_teams/0 must have required property 'type'",
    "pulls/update response 200: /requested_teams/0 must have required property 'type'",
    "repos/get response 200: / must have required property 'language'",
    "repos/get-commit response 200: /files/0 must have required property 'contents_url'",
    'repos/get-repo-rulesets response 200: /0/enforcement must be equal to one of the allowed values disabled,active,evaluate',
    "repos/list-pull-requests-associated-with-commit response 200: /0/requested_teams/0 must have required property 'type'",
  ]);
});

test('GitHub is asked as it describes', (t) => {
  let count = 0;
  for (const operation of listOperations()) {
    for (const value of examplesOf(operation.description['requestBody'])) {
      count += 1;
      t.deepEqual(checkRequest({ operation, parameters: {} }, new URLSearchParams(), value), []);
    }
  }
  t.is(count, 23);
});

function change(name: string, to: (value: Json | undefined) => Json | undefined) {
  return (answer: Answer): Answer => {
    const body = isObject(answer.body) ? answer.body : {};
    const value = to(body[name]);
    const { [name]: _, ...rest } = body;
    return { ...answer, body: value === undefined ? rest : { ...rest, [name]: value } };
  };
}

test('every mutant of the double is found', async (t) => {
  const double = await startDouble();
  t.teardown(double.stop);
  const repository = await double.makeRepository({ 'README.md': 'one\n' });
  const base = await repository.commit('environment/dev', { a: '1\n' });
  const head = await repository.commit(
    'environment/dev-next',
    { a: '2\n' },
    { from: 'environment/dev' },
  );
  const here = `/repos/${repository.owner}/${repository.name}`;
  const pull = { base: 'environment/dev', head: 'environment/dev-next', title: 'Render' };
  const check = { name: 'verify', head_sha: head };
  const MUTANTS: readonly (readonly [
    what: string,
    request: readonly [string, string, Json?],
    mutate: (answer: Answer) => Answer,
    found: RegExp,
  ])[] = [
    [
      'a field is missing',
      ['GET', `${here}/git/ref/heads/main`],
      change('object', () => undefined),
      /^git\/get-ref response 200: \/ must have required property 'object'/,
    ],
    [
      'a number for a text',
      ['GET', `${here}/git/commits/${base}`],
      change('sha', () => 1),
      /\/sha must be string/,
    ],
    [
      'a text for a number',
      ['POST', `${here}/pulls`, pull],
      change('number', String),
      /\/number must be integer/,
    ],
    [
      'another status of success',
      ['PATCH', `${here}/pulls/1`, { title: 'New' }],
      (answer) => ({ ...answer, status: 201 }),
      /status 201 is not documented/,
    ],
    [
      'an unknown word',
      ['GET', `${here}/pulls/1`],
      change('state', () => 'merged'),
      /\/state must be equal to one of the allowed values open,closed/,
    ],
    ['null', ['GET', `${here}/pulls/1`], change('merged', () => null), /\/merged must be boolean/],
    [
      'one thing for a list',
      ['GET', `${here}/pulls`],
      (answer) => ({ ...answer, body: isList(answer.body) ? (answer.body[0] ?? null) : null }),
      /\/ must be array/,
    ],
    [
      'a list for one thing',
      ['GET', `${here}/git/ref/heads/main`],
      (answer) => ({ ...answer, body: [answer.body ?? null] }),
      /\/ must be object/,
    ],
    [
      'no date',
      ['POST', `${here}/issues/1/comments`, { body: 'Hello' }],
      change('created_at', () => 'yesterday'),
      /\/created_at must match format "date-time"/,
    ],
    [
      'no address',
      ['POST', `${here}/issues/1/comments`, { body: 'Hello' }],
      change('html_url', () => 'here'),
      /\/html_url must match format "uri"/,
    ],
    [
      'no body',
      ['POST', `${here}/check-runs`, check],
      ({ status }) => ({ status }),
      /checks\/create response 201: \/ must be object/,
    ],
    [
      'a field deep inside',
      ['POST', `${here}/check-runs`, check],
      change('output', (output) => ({ ...(output as JsonObject), annotations_count: '0' })),
      /\/output\/annotations_count must be integer/,
    ],
    [
      'a body where there is none',
      ['DELETE', `${here}/git/refs/heads/environment/dev`],
      (answer) => ({ ...answer, body: {} }),
      /response 204: has no documented body/,
    ],
    [
      'an error of another form',
      ['GET', `${here}/git/ref/heads/none`],
      change('message', () => 404),
      /\/message must be string/,
    ],
  ];
  for (const [what, [method, path, body], mutate, found] of MUTANTS) {
    const before = double.violations.length;
    double.mutate((_, answer) => mutate(answer));
    await send(double, method, path, body);
    const [violation = 'nothing', ...others] = double.violations.slice(before);
    t.regex(violation, found, what);
    t.deepEqual(others, [], what);
  }
});

test('every mutant of a client is found, and refused', async (t) => {
  const double = await startDouble();
  t.teardown(double.stop);
  const { name, owner, commit } = await double.makeRepository({ 'README.md': 'one\n' });
  const head = await commit('main', { a: '2\n' });
  const here = `/repos/${owner}/${name}`;
  const annotation = {
    path: 'a',
    start_line: 1,
    end_line: 1,
    annotation_level: 'notice',
    message: 'm',
  };
  const check = (output: JsonObject): Json => ({
    name: 'verify',
    head_sha: head,
    output: { title: 't', summary: 's', ...output },
  });
  const entry = { path: 'a', mode: '100644', type: 'blob', content: '1' };
  const graphql = (query: string, variables: Json = {}): readonly [string, string, Json] => [
    'POST',
    '/graphql',
    { query, variables },
  ];
  const update =
    'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';
  const MUTANTS: readonly (readonly [
    what: string,
    request: readonly [string, string, Json?],
    found: RegExp,
  ])[] = [
    [
      '51 annotations',
      [
        'POST',
        `${here}/check-runs`,
        check({ annotations: Array.from({ length: 51 }, () => annotation) }),
      ],
      /annotations must NOT have more than 50 items/,
    ],
    [
      'a long summary',
      ['POST', `${here}/check-runs`, check({ summary: 'x'.repeat(65_536) })],
      /summary must NOT have more than 65535 characters/,
    ],
    [
      'a level of ours',
      [
        'POST',
        `${here}/check-runs`,
        check({ annotations: [{ ...annotation, annotation_level: 'error' }] }),
      ],
      /annotation_level must be equal to one of the allowed values notice,warning,failure/,
    ],
    [
      'a line as text',
      ['POST', `${here}/check-runs`, check({ annotations: [{ ...annotation, start_line: '1' }] })],
      /start_line must be integer/,
    ],
    [
      'a conclusion without a name',
      ['POST', `${here}/check-runs`, { head_sha: head, status: 'completed' }],
      /must have required property/,
    ],
    [
      'a property of a check run',
      [
        'POST',
        `${here}/check-runs`,
        { name: 'verify', head_sha: head, status: 'in_progress', sha: head },
      ],
      /must NOT have unevaluated properties sha/,
    ],
    [
      'a mode of three digits',
      ['POST', `${here}/git/trees`, { tree: [{ ...entry, mode: '644' }] }],
      /mode must be equal to one of the allowed values/,
    ],
    [
      'an encoding in a tree',
      ['POST', `${here}/git/trees`, { tree: [{ ...entry, encoding: 'utf-8' }] }],
      /unevaluated properties encoding/,
    ],
    [
      'a base tree of null',
      ['POST', `${here}/git/trees`, { tree: [entry], base_tree: null }],
      /base_tree must be string/,
    ],
    [
      'no message',
      ['POST', `${here}/git/commits`, { tree: head }],
      /must have required property 'message'/,
    ],
    [
      'head and draft of a pull request that is there',
      ['PATCH', `${here}/pulls/1`, { title: 'New', head: 'x', draft: false }],
      /unevaluated properties head/,
    ],
    [
      'a state of ours',
      ['PATCH', `${here}/pulls/1`, { state: 'merged' }],
      /state must be equal to one of the allowed values open,closed/,
    ],
    [
      'an unknown query parameter',
      ['GET', `${here}/pulls?branch=main`],
      /unknown query parameter branch/,
    ],
    [
      'a page of letters',
      ['GET', `${here}/pulls?per_page=abc`],
      /parameter per_page: \/ must be integer/,
    ],
    [
      'a number of letters',
      ['GET', `${here}/pulls/one`],
      /parameter pull_number: \/ must be integer/,
    ],
    ['an unknown path', ['GET', `${here}/branch/main`], /no such operation/],
    [
      'an unknown method',
      ['PUT', `${here}/git/refs/heads/main`, { sha: head }],
      /no such operation/,
    ],
    ['no body', ['POST', `${here}/git/refs`], /git\/create-ref request: no body/],
    [
      'a body where there is none',
      ['DELETE', `${here}/git/refs/heads/main`, { sha: head }],
      /takes no body/,
    ],
    [
      'a field that GraphQL has not',
      graphql('{ viewer { nickname } }'),
      /Cannot query field "nickname" on type "User"/,
    ],
    [
      'an argument that GraphQL has not',
      graphql('{ repository(owner: "a", repo: "b") { id } }'),
      /Unknown argument "repo"/,
    ],
    ['a variable without a value', graphql(update), /Variable "\$input" of required type/],
    [
      'a variable of another form',
      graphql(update, {
        input: { repositoryId: 'R_1', refUpdates: [{ name: 'refs/heads/a', oid: head }] },
      }),
      /Field "oid" is not defined by type/,
    ],
    ['no GraphQL', graphql('{'), /Syntax Error/],
  ];
  for (const [what, [method, path, body], found] of MUTANTS) {
    const before = double.violations.length;
    const answer = await send(double, method, path, body);
    t.regex(double.violations.slice(before).join('\n'), found, what);
    const isRefused = answer.status >= 400 || (isObject(answer.body) && 'errors' in answer.body);
    t.true(isRefused, what);
  }
});
