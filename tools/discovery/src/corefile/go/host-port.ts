import type { Parsed } from './number.ts';

/** `net.SplitHostPort`: an address and what stands after its last colon, which may be empty. */
export function splitHostPort(text: string): Parsed<{ host: string; port: string }> {
  const error = (what: string) => ({ error: text === '' ? what : `address ${text}: ${what}` });
  const colon = text.lastIndexOf(':');
  if (colon === -1) return error('missing port in address');
  let host = text.slice(0, colon);
  let brackets = 0;
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    if (end === -1) return error("missing ']' in address");
    if (end + 1 === text.length) return error('missing port in address');
    if (end + 1 !== colon) {
      return error(
        text[end + 1] === ':' ? 'too many colons in address' : 'missing port in address',
      );
    }
    host = text.slice(1, end);
    brackets = 1;
    if (text.includes('[', 1)) return error("unexpected '[' in address");
    if (text.includes(']', end + 1)) return error("unexpected ']' in address");
  } else {
    if (host.includes(':')) return error('too many colons in address');
  }
  if (brackets === 0 && text.includes('[')) return error("unexpected '[' in address");
  if (brackets === 0 && text.includes(']')) return error("unexpected ']' in address");
  return { value: { host, port: text.slice(colon + 1) } };
}

/** `net.JoinHostPort`. */
export function joinHostPort(host: string, port: string): string {
  return /[:%]/.test(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
