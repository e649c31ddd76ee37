import { append } from '../../field/append.ts';
import { goQuote } from '../../field/go-format.ts';
import type { Type } from '../check/types.ts';
import { EvaluationError, noSuchOverload } from '../run/error.ts';
import type { Bodies, Body } from '../run/functions.ts';
import { Opaque } from '../run/value.ts';
import type { Value } from '../run/value.ts';
import { kubernetesType } from './signatures.ts';

interface Parts {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** A URL: `url('https://example.com/a?b=c')`. */
class Url extends Opaque {
  override readonly type: Type = kubernetesType('URL');
  readonly parts: Parts;
  constructor(parts: Parts) {
    super();
    this.parts = parts;
  }
  equals(other: Opaque): boolean {
    return other instanceof Url && JSON.stringify(other.parts) === JSON.stringify(this.parts);
  }
}

class UrlProblem {
  readonly message: string;
  constructor(text: string, reason: string) {
    this.message = `parse ${goQuote(text)}: ${reason}`;
  }
}

/**
 * Reads a URL as Go does for the format `uri`: url.ParseRequestURI must take it (absolute, or a path), then url.Parse
 * gives the parts. What is wrong comes as a problem.
 */
export function readUrl(text: string): Parts | { readonly message: string } {
  const request = parseUrl(text, text, true);
  if ('message' in request) return request;
  return parseUrl(text, text.replace(/#.*$/su, ''), false);
}

function parseUrl(text: string, source: string, isRequest: boolean): Parts | UrlProblem {
  const wrong = (reason: string): UrlProblem => new UrlProblem(text, reason);
  // oxlint-disable-next-line no-control-regex -- Go refuses control characters
  if (/[\x00-\x1f\x7f]/u.test(source)) return wrong('net/url: invalid control character in URL');
  if (source === '' && isRequest) return wrong('empty url');
  if (source === '*') return { scheme: '', host: '', path: '*', query: '' };
  const name = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/u.exec(source)?.[0] ?? '';
  if (name === '' && source.startsWith(':')) return wrong('missing protocol scheme');
  const scheme = name.toLowerCase();
  const [head = '', query = ''] = splitOnce(
    name === '' ? source : source.slice(name.length + 1),
    '?',
  );
  if (!head.startsWith('/') && name !== '') return { scheme, host: '', path: '', query };
  if (!head.startsWith('/') && isRequest) return wrong('invalid URI for request');
  if (!head.startsWith('//') || (name === '' && (isRequest || head.startsWith('///')))) {
    return withPath(text, { scheme, host: '', path: head, query });
  }
  const slash = head.indexOf('/', 2);
  const host = readHost(slash < 0 ? head.slice(2) : head.slice(2, slash));
  if (typeof host !== 'string') return wrong(host.reason);
  return withPath(text, { scheme, host, path: slash < 0 ? '' : head.slice(slash), query });
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function withPath(text: string, parts: Parts): Parts | UrlProblem {
  const bad = badEscape(parts.path);
  if (bad !== undefined) return new UrlProblem(text, `invalid URL escape ${goQuote(bad)}`);
  return { ...parts, path: escapedPath(parts.path) };
}

function badEscape(text: string): string | undefined {
  const match = /%(?![0-9A-Fa-f]{2}).{0,2}/u.exec(text);
  return match?.[0];
}

/** The path as Go's EscapedPath gives it: as written when that is a valid encoding. */
function escapedPath(path: string): string {
  if (/^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/[\]]|%[0-9A-Fa-f]{2})*$/u.test(path)) return path;
  const decoded = path.replaceAll(/%([0-9A-Fa-f]{2})/gu, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Array.from(decoded, (char) =>
    /[A-Za-z0-9\-._~$&+,/:;=@]/u.test(char)
      ? char
      : encodeURIComponent(char).replaceAll(/[!'()*]/gu, percent),
  ).join('');
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

function readHost(authority: string): string | { readonly reason: string } {
  const at = authority.lastIndexOf('@');
  const userInfo = at < 0 ? '' : authority.slice(0, at);
  if (!/^(?:[A-Za-z0-9\-._:~!$&'()*+,;=@]|%[0-9A-Fa-f]{2})*$/u.test(userInfo)) {
    return { reason: 'net/url: invalid userinfo' };
  }
  const host = authority.slice(at + 1);
  const bracket = host.lastIndexOf(']');
  if (host.startsWith('[') && bracket < 0) return { reason: "missing ']' in host" };
  const colon = host.startsWith('[') ? bracket + 1 : host.lastIndexOf(':');
  const port = colon >= 0 ? host.slice(colon) : '';
  if (port !== '' && !/^:\d*$/u.test(port))
    return { reason: `invalid port ${goQuote(port)} after host` };
  const bad = /[^A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}]/u.exec(host);
  if (bad) return { reason: `invalid character ${goQuote(bad[0])} in host name` };
  const escape = badEscape(host) ?? /%(?!2[5]|[89A-Fa-f])[0-9A-Fa-f]{2}/u.exec(host)?.[0];
  if (escape !== undefined) return { reason: `invalid URL escape ${goQuote(escape)}` };
  return host;
}

function hostnameOf({ host }: Parts): string {
  return host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/u, '');
}

function portOf({ host }: Parts): string {
  return /:(\d*)$/u.exec(host.startsWith('[') ? host.slice(host.indexOf(']')) : host)?.[1] ?? '';
}

function unescapeQuery(text: string): string | undefined {
  if (badEscape(text) !== undefined) return undefined;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [part] of text.replaceAll('+', ' ').matchAll(/%[0-9A-Fa-f]{2}|[^%]+/gu)) {
    if (part.startsWith('%')) bytes.push(Number.parseInt(part.slice(1), 16));
    else append(bytes, Array.from(encoder.encode(part)));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function queryOf({ query }: Parts): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equal = pair.indexOf('=');
    const key = unescapeQuery(equal < 0 ? pair : pair.slice(0, equal));
    const value = unescapeQuery(equal < 0 ? '' : pair.slice(equal + 1));
    if (key === undefined || value === undefined) continue;
    const values = result.get(key);
    if (values === undefined) result.set(key, [value]);
    else values.push(value);
  }
  return result;
}

function accessor(read: (parts: Parts) => Value): Body {
  return ([value]) => {
    if (!(value instanceof Url)) throw noSuchOverload();
    return read(value.parts);
  };
}

/** Functions of URLs. Source: k8s.io/apiserver pkg/cel/library/urls.go and Go's net/url. */
export const urlBodies: Bodies = {
  string_to_url: ([text]) => {
    const parts = readUrl(String(text));
    if ('message' in parts)
      throw new EvaluationError(`URL parse error during conversion from string: ${parts.message}`);
    return new Url(parts);
  },
  is_url_string: ([text]) => !('message' in readUrl(String(text))),
  url_get_scheme: accessor((parts) => parts.scheme),
  url_get_host: accessor((parts) => parts.host),
  url_get_hostname: accessor(hostnameOf),
  url_get_port: accessor(portOf),
  url_get_escaped_path: accessor((parts) => parts.path),
  url_get_query: accessor(queryOf),
};
