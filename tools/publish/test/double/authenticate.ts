import { createVerify } from 'node:crypto';
import { Refusal } from './answer.ts';
import { isObject } from './json.ts';
import type { Actor } from './state/account.ts';
import type { Hub } from './state/hub.ts';

/** Who sends a request, by its `authorization` header: a token, or a JSON Web Token that the App has signed. */
export function authenticate(hub: Hub, header: string | undefined): Actor {
  if (header === undefined) throw new Refusal(401, 'Requires authentication');
  const [, token = ''] = /^(?:token|bearer) (\S+)$/i.exec(header) ?? [];
  const known = hub.tokens.get(token);
  if (known !== undefined) return known;
  if (token.split('.').length === 3) return authenticateApp(hub, token);
  throw new Refusal(401, 'Bad credentials');
}

function authenticateApp(hub: Hub, token: string): Actor {
  const [head = '', body = '', signature = ''] = token.split('.');
  const { publicKey } = hub.app;
  const isSigned =
    publicKey !== undefined &&
    createVerify('RSA-SHA256').update(`${head}.${body}`).verify(publicKey, signature, 'base64url');
  if (!isSigned) throw new Refusal(401, 'A JSON web token could not be decoded');
  const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (!isObject(claims) || Number(claims['iss']) !== hub.app.id) {
    throw new Refusal(401, "'Issuer' claim ('iss') must be an Integer");
  }
  const now = Date.now() / 1000;
  const [from, to] = [Number(claims['iat']), Number(claims['exp'])];
  if (!(to > now && to <= now + 600)) {
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  if (!(from <= now + 5)) throw new Refusal(401, "'Issued at' claim ('iat') must be an Integer");
  const account = hub.accounts.get(`${hub.app.slug}[bot]`);
  if (account === undefined) throw new Refusal(401, 'Integration not found');
  return { kind: 'app', account };
}

/** What each part of the interface asks of an installation. Pull requests are issues too: either will do there. */
const NEEDED: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(?:git\/|repos\/(?:compare|get-commit|get-content|list-commits|get-branch$))/, ['contents']],
  [/^pulls\/merge$/, ['contents']],
  [/^pulls\//, ['pull_requests']],
  [/^issues\//, ['issues', 'pull_requests']],
  [/^checks\//, ['checks']],
  [/^repos\/(?:create-commit-status|get-combined-status)/, ['statuses']],
  [/^repos\/(?:create|update)-repo-ruleset$/, ['administration']],
];

/** Refuses an installation what it has no permission for. */
export function authorize(actor: Actor, operation: string, isWrite: boolean): void {
  if (actor.kind !== 'installation') return;
  const needed = NEEDED.find(([pattern]) => pattern.test(operation))?.[1];
  if (needed === undefined) return;
  const granted = needed.map((name) => actor.permissions[name]);
  const isEnough = isWrite
    ? granted.includes('write')
    : granted.some((access) => access !== undefined);
  if (!isEnough) throw new Refusal(403, 'Resource not accessible by integration');
}
