import { notFound, page, Refusal } from '../answer.ts';
import type { Call, Handler } from '../answer.ts';
import { objectAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Access } from '../state/account.ts';
import { accountBody, address, repositoryBody } from '../state/bodies.ts';
import { example } from '../state/example.ts';
import { nextId } from '../state/hub.ts';

/** The App, its installation, and who is asking. */
export const appRoutes: Readonly<Record<string, Handler>> = {
  'apps/get-authenticated': (call) => {
    needApp(call);
    const { app } = call.hub;
    const body = {
      ...example('integration', call.hub, call.repository),
      id: app.id,
      slug: app.slug,
      name: app.slug,
      permissions: { ...app.permissions },
    };
    return { status: 200, body };
  },
  'apps/get-installation': (call) => {
    needApp(call);
    if (Number(call.parameters['installation_id']) !== call.hub.app.installation) throw notFound();
    return { status: 200, body: installationBody(call) };
  },
  'apps/get-repo-installation': (call) => {
    needApp(call);
    return { status: 200, body: installationBody(call) };
  },
  'apps/create-installation-access-token': (call) => {
    needApp(call);
    const { actor, body, hub, parameters, repository } = call;
    if (Number(parameters['installation_id']) !== hub.app.installation) throw notFound();
    const permissions = { ...hub.app.permissions };
    const asked = objectAt(body, 'permissions');
    for (const [name, access] of Object.entries(asked)) {
      if (hub.app.permissions[name] === 'write' || hub.app.permissions[name] === access) continue;
      throw new Refusal(422, 'The permissions requested are not granted to this installation.');
    }
    const granted =
      Object.keys(asked).length > 0
        ? { metadata: 'read' as const, ...(asked as Record<string, Access>) }
        : permissions;
    const token = `ghs_${String(nextId(hub)).padStart(36, '0')}`;
    hub.tokens.set(token, { kind: 'installation', account: actor.account, permissions: granted });
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    const base = example('installation-token', hub, repository);
    const { repositories: _, ...rest } = base;
    const answer = {
      ...rest,
      token,
      expires_at: expires,
      permissions: granted,
      repository_selection: 'all',
    };
    return { status: 201, body: answer };
  },
  'apps/revoke-installation-access-token': ({ actor, hub }) => {
    for (const [token, holder] of hub.tokens) if (holder === actor) hub.tokens.delete(token);
    return { status: 204 };
  },
  'apps/list-repos-accessible-to-installation': (call) => {
    const { hub, repository } = call;
    const base = objectAt(
      { list: example('full-repository-default-response', hub, repository) },
      'list',
    );
    const repositories = [...hub.repositories.values()].map((item) =>
      repositoryBody(hub, item, base),
    );
    return page(call, repositories, 'repositories');
  },
  'users/get-authenticated': (call) => {
    const { actor, hub, repository } = call;
    // An installation has no user: GitHub refuses this question.
    if (actor.kind !== 'person') throw new Refusal(403, 'Resource not accessible by integration');
    return { status: 200, body: userBody(call, accountBody(hub, repository, actor.account)) };
  },
  'users/get-by-username': (call) => {
    const account = call.hub.accounts.get(call.parameters['username'] ?? '');
    if (account === undefined) throw notFound();
    return { status: 200, body: userBody(call, accountBody(call.hub, call.repository, account)) };
  },
  'rate-limit/get': ({ hub, repository }) => ({
    status: 200,
    body: example('rate-limit-overview', hub, repository),
  }),
};

function needApp({ actor }: Call): void {
  if (actor.kind === 'app') return;
  throw new Refusal(401, 'A JSON web token could not be decoded');
}

function userBody({ hub, repository }: Call, account: JsonObject): JsonObject {
  return { ...example('public-user-default-response', hub, repository), ...account };
}

function installationBody({ hub, repository }: Call): JsonObject {
  const { app } = hub;
  return {
    ...example('base-installation', hub, repository),
    id: app.installation,
    account: accountBody(hub, repository, repository.owner),
    app_id: app.id,
    app_slug: app.slug,
    permissions: { ...app.permissions },
    access_tokens_url: `${hub.url}/app/installations/${app.installation}/access_tokens`,
    repositories_url: `${hub.url}/installation/repositories`,
    html_url: address(hub, repository),
  };
}
