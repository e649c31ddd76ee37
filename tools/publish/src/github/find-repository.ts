import { publicRepositoryUrl } from '../branch/repository-url.ts';
import { PublishError } from '../publish/publish-error.ts';
import type { RepositoryName } from './github.ts';

/** Where a repository is spoken to. */
export interface RepositoryPlace {
  readonly repository: RepositoryName;
  /** Of GitHub, or of GitHub Enterprise at the host of the repository. */
  readonly apiUrl: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the repository on GitHub: what the workflow says (`GITHUB_REPOSITORY`, `GITHUB_API_URL`), else where the clone came
 * from. Throws a PublishError where neither tells.
 * @param origin the URL of the remote; '' where there is none
 */
export function findRepositoryPlace(environment: Environment, origin: string): RepositoryPlace {
  const url = URL.parse(publicRepositoryUrl(origin));
  const name = environment['GITHUB_REPOSITORY'] || url?.pathname.slice(1).replace(/\.git$/, '');
  // `..` would lead to another resource.
  const [, owner, repo] = /^(?!\.+\/)([\w.-]+)\/(?!\.+$)([\w.-]+)$/.exec(name ?? '') ?? [];
  if (owner === undefined || repo === undefined) {
    throw new PublishError(
      'it is not known which repository on GitHub this is; set GITHUB_REPOSITORY to OWNER/NAME, or clone it from there',
    );
  }
  return { repository: { owner, repo }, apiUrl: environment['GITHUB_API_URL'] || guessUrl(url) };
}

function guessUrl(url: URL | null): string {
  const host = url?.hostname;
  if (host === undefined || host === 'github.com' || host === 'ssh.github.com') {
    return 'https://api.github.com';
  }
  // GitHub Enterprise Cloud with data residency.
  if (host.endsWith('.ghe.com')) return `https://api.${host}`;
  // Only the port of a page says where the API is.
  return `https://${url?.protocol === 'https:' ? url.host : host}/api/v3`;
}
