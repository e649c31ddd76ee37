import type { Octokit } from '@octokit/rest';

import { PublishError } from '../publish/publish-error.ts';
import type { Authentication } from './authentication.ts';
import { countingFetch } from './counting-fetch.ts';
import { describeFailure } from './failure.ts';
import type { GitHub, RepositoryName, Traffic } from './github.ts';
import { GITHUB_PACE, pause, retryOptions, throttleOptions } from './pace.ts';
import type { Pace } from './pace.ts';
import { createRedactor } from './redact.ts';
import type { Redactor } from './redact.ts';

export interface GitHubOptions {
  readonly authentication: Authentication;
  readonly repository: RepositoryName;
  /** `GITHUB_API_URL`: `https://api.github.com` without it, `https://host/api/v3` of GitHub Enterprise. */
  readonly apiUrl?: string | undefined;
  readonly pace?: Pace | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Gets what is worth telling; secrets are struck out of it. */
  notice(text: string): void;
}

/**
 * Opens a repository on GitHub. Octokit is loaded here, when it is first needed. No request is made, but the one that finds
 * the installation of an App where it is not given. Throws a PublishError.
 */
export async function openGitHub(options: GitHubOptions): Promise<GitHub> {
  const { authentication, repository, pace = GITHUB_PACE } = options;
  const redactor = createRedactor();
  redactor.add(authentication.kind === 'token' ? authentication.token : authentication.privateKey);
  const notice = (text: string) => options.notice(redactor.redact(text));
  const traffic: Traffic = { requests: 0, writes: 0 };
  const make = await loadOctokit(options, pace, traffic, redactor, notice);
  return {
    octokit: make(await authenticate(make, authentication, repository, redactor)),
    repository,
    isApp: authentication.kind === 'app',
    login: authentication.kind === 'token' ? authentication.login : undefined,
    traffic,
    notice,
    pause: (attempt) => pause(pace, attempt),
    redact: (text) => redactor.redact(text),
  };
}

type Make = (authentication: object) => Octokit;

async function loadOctokit(
  { apiUrl, fetch = globalThis.fetch }: GitHubOptions,
  pace: Pace,
  traffic: Traffic,
  redactor: Redactor,
  notice: (text: string) => void,
): Promise<Make> {
  const [{ Octokit }, { throttling }, { retry }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-retry'),
  ]);
  const Client = Octokit.plugin(throttling, retry);
  const shared = {
    baseUrl: checkUrl(apiUrl ?? 'https://api.github.com'),
    userAgent: 'fingerpost',
    request: { fetch: countingFetch(fetch, traffic, (secret) => redactor.add(secret)) },
    log: { debug: () => {}, info: () => {}, warn: notice, error: () => {} },
    throttle: await throttleOptions(pace, notice),
    retry: retryOptions(pace),
  };
  return (authentication) => new Client({ ...shared, ...authentication });
}

async function authenticate(
  make: Make,
  authentication: Authentication,
  repository: RepositoryName,
  redactor: Redactor,
): Promise<object> {
  if (authentication.kind === 'token') return { auth: authentication.token };
  const { createAppAuth } = await import('@octokit/auth-app');
  const { appId, privateKey } = authentication;
  const asApp = { authStrategy: createAppAuth, auth: { appId, privateKey } };
  const installationId = authentication.installationId ?? (await findInstallation());
  return { ...asApp, auth: { ...asApp.auth, installationId } };

  async function findInstallation(): Promise<number> {
    try {
      const { data } = await make(asApp).rest.apps.getRepoInstallation({ ...repository });
      return data.id;
    } catch (error) {
      const why = redactor.redact(describeFailure(error));
      throw new PublishError(
        `the GitHub App ${appId} is not installed on ${repository.owner}/${repository.repo}: ${why}`,
        { cause: undefined },
      );
    }
  }
}

function checkUrl(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') {
    return text.replace(/\/+$/, '');
  }
  throw new PublishError(
    'GITHUB_API_URL is no address of an API; use https://HOST/api/v3, without a name or password',
  );
}
