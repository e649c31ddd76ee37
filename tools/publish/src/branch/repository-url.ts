const PROTOCOLS = ['https:', 'http:', 'ssh:', 'git:'];
const MAX_LENGTH = 2000;

/**
 * The URL of a remote as everybody may read it: without password, token, query and fragment; `git@host:path` is written
 * as ssh:// because Argo CD reads it as a URL. '' for a path of this machine and for what is no URL.
 */
export function publicRepositoryUrl(remote: string): string {
  if (remote.length > MAX_LENGTH) return '';
  const short = /^(?:([\w.-]+)@(?=[^:])|(?=[\w-]+\.))([\w.-]+):(?!\/\/)\/?([^\s:]+)$/.exec(remote);
  const [, user, host = '', path = ''] = short ?? [];
  const text = short ? `ssh://${user === undefined ? '' : `${user}@`}${host}/${path}` : remote;
  const url = URL.parse(text);
  if (!url || !PROTOCOLS.includes(url.protocol)) return '';
  url.password = '';
  // A token may stand where the name of a user does; only ssh needs one.
  if (url.protocol !== 'ssh:') url.username = '';
  url.search = '';
  url.hash = '';
  return url.href.replace(/\/+$/, '');
}
