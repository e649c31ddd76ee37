/** A host that a text names. */
export interface FoundHost {
  /** As written, without final dot and brackets. */
  readonly host: string;
  readonly isAddress: boolean;
  /** Lower case; '' where none is written. */
  readonly scheme: string;
  /** As written beside it. */
  readonly port: number | undefined;
  /** Where in the text, from 1. */
  readonly line: number;
  readonly column: number;
  /** A word of one label where nothing says that it is a host: it may be something else. */
  readonly isLoose: boolean;
}

/** What is known of a text. */
export interface TextContext {
  /** The name of the variable that it is the value of; '' of other texts. */
  readonly variable: string;
  /** A file or a script, not one value. */
  readonly isFree: boolean;
}

/** A variable called so holds a host. */
const HOST_VARIABLE = /_(?:HOST|ADDR|ADDRESS|URL|URI|ENDPOINT)(?:E?S)?$/i;
/** What comes after these is often only a path, or no place at all. */
const VAGUE_VARIABLE = /_(?:URL|URI|ENDPOINT)S?$/i;
/** Where a program listens, and what it does not reach through a proxy. */
const NO_TARGET = /(?:^|_)(?:BIND|LISTEN)(?:_|$)|NO_PROXY/i;
/** Schemes of what is no network, or names its place in another way. */
const LOCAL_SCHEME =
  /^(?:abfss?|adl|az|azblob|b2|classpath|containerd|cos|cri-o|data|docker|docker-image|ecr|file|gcs|gs|jar|k8s|kubernetes|mem|memory|mongodb\+srv|npipe|oci|oss|pipe|resource|rsync|s3a?n?|secret|secretsmanager|spiffe|sqlite3?|ssm|unix|urn|vault|wasb|xds)$/;
const WORD = /[A-Za-z0-9_.-]+/g;
const AUTHORITY_END = /[\s"'`/?#,;<>|&\\]/;
const LONGEST_SCHEME = 40;
const LONGEST_AUTHORITY = 1000;
const LABEL = /^_?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;
/** Words beside `name:number` where it is a user, a group or an image. */
const OWNER =
  /(?:^|[^a-z])(?:chgrp|chown|groups?|images?|owner|tag|uid|users?|version)(?:$|[^a-z])/i;
/** Below are versions of images, and no service that anybody runs. */
const LOWEST_PORT = 21;
/** Names of variables and options that tell a place: elsewhere, `memory:1024` may be a limit. */
const PLACE =
  /addr|backend|broker|bootstrap|cluster|connect|database|dsn|endpoint|host|join|master|node|peer|primary|proxy|remote|replica|seed|server|service|sink|target|upstream|ur[il]/i;
const NO_HOST =
  /^(?:all|any|auto|default|disabled|enabled|false|internal|nil|no|none|null|off|on|true|undefined|yes)$/i;

/**
 * The hosts in a text: authorities of URLs, `host:port`, names with `.svc`, and all of a variable that is called *_HOST,
 * *_ADDR, *_URL or *_ENDPOINT. What has a placeholder in it (`$(X)`, `${X}`, `{{ x }}`, `<x>`) is none, nor what stands
 * in a comment. Linear in the text.
 */
export function readHosts(told: string, context: TextContext): FoundHost[] {
  if (NO_TARGET.test(context.variable)) return [];
  const found = told.split('\n').flatMap((line, index) => readLine(line, index + 1, context));
  const seen = new Set<string>();
  const groups = context.isFree ? serverGroups(told) : undefined;
  return found.filter(({ line, host, port }) => {
    if (groups?.has(host) === true) return false;
    const key = `${line} ${host} ${port}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Names that nginx gives to groups of servers: they stand where hosts do. */
function serverGroups(told: string): ReadonlySet<string> {
  return new Set(
    Array.from(
      told.matchAll(/\bupstream\s{1,20}([\w.-]{1,253})\s{0,20}\{/g),
      ([, name = '']) => name,
    ),
  );
}

function readLine(written: string, line: number, context: TextContext): FoundHost[] {
  if (
    context.isFree &&
    (/^\s*(?:#|\/\/|;|\*|<!--|--\s)/.test(written) || /no_proxy/i.test(written))
  )
    return [];
  const text = context.isFree ? (written.split(/\s#\s/, 1)[0] ?? '') : written;
  const urls = readUrls(text, line);
  const words = readWords(text, line, context, urls);
  const whole = readVariable(text, line, context);
  return [...urls.flatMap(({ found }) => found ?? []), ...words, ...whole];
}

interface FoundUrl {
  readonly start: number;
  readonly end: number;
  readonly found: FoundHost | undefined;
}

function readUrls(text: string, line: number): FoundUrl[] {
  const urls: FoundUrl[] = [];
  let next = 0;
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', next)) {
    const before = text.slice(Math.max(0, at - LONGEST_SCHEME), at);
    const scheme = (/[a-z][a-z0-9+.-]*$/i.exec(before)?.[0] ?? '').toLowerCase();
    // `dns:///name` has its name where others have a path.
    const from = scheme === 'dns' && text[at + 3] === '/' ? at + 4 : at + 3;
    const rest = text.slice(from).search(AUTHORITY_END);
    const end = rest < 0 ? text.length : from + rest;
    const authority = text.slice(from, Math.min(end, from + LONGEST_AUTHORITY));
    const user = authority.lastIndexOf('@') + 1;
    const place = readPlace(authority.slice(user).replace(/[).\]}]+$/, bracket));
    const isNetwork = scheme !== '' && !LOCAL_SCHEME.test(scheme);
    const column = from + user + 1;
    const found =
      place && isNetwork ? { ...place, scheme, line, column, isLoose: false } : undefined;
    // What stands in its path or query is asked for, not connected to.
    const path = text.slice(end).search(/[\s"'`,;<>|]/);
    next = path < 0 ? text.length : Math.max(at + 3, end + path);
    urls.push({ start: at - scheme.length, end: next, found });
  }
  return urls;
}

/** Of what ends a URL in prose, the bracket of an IPv6 address stays. */
function bracket(ending: string, _: number, all: string): string {
  return ending.startsWith(']') && all.startsWith('[') ? ']' : '';
}

/** `name`, `name:port`, `address:port`, `[address]:port`; undefined for what is none of them. */
function readPlace(written: string): Pick<FoundHost, 'host' | 'isAddress' | 'port'> | undefined {
  const [, inBrackets, name = '', digits] =
    /^(?:\[([0-9a-f:.]+)\]|([^[\]:]+))(?::(\d{1,5}))?$/i.exec(written) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  if (inBrackets !== undefined) return { host: inBrackets, isAddress: true, port };
  const host = name.endsWith('.') ? name.slice(0, -1) : name;
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return { host, isAddress: true, port };
  return isName(host) ? { host, isAddress: false, port } : undefined;
}

function isName(host: string): boolean {
  if (host.length > 253 || !/[a-z]/i.test(host)) return false;
  return host.split('.').every((label) => label.length <= 63 && LABEL.test(label));
}

/** Names with `.svc`, and `host:port`. */
function readWords(
  text: string,
  line: number,
  { isFree, variable }: TextContext,
  urls: readonly FoundUrl[],
): FoundHost[] {
  const found: FoundHost[] = [];
  const isOwner = OWNER.test(text) || OWNER.test(variable);
  const isPlace = !isFree && PLACE.test(variable === '' ? text : variable);
  let next = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    while ((urls[next]?.end ?? Infinity) <= index) next += 1;
    if (index >= (urls[next]?.start ?? Infinity)) continue;
    const end = index + word.length;
    const before = text[index - 1] ?? ' ';
    // Part of a placeholder, a pattern, a path or an address of another kind.
    if ('$}*%~+\\@'.includes(before)) continue;
    const [, digits, after = ' '] = /^:(\d{1,5})(.?)/s.exec(text.slice(end, end + 8)) ?? [];
    const hasPort = digits !== undefined && !/[\w:.\-$({]/.test(after) && !'/:'.includes(before);
    const place = readPlace(hasPort ? `${word}:${digits}` : word);
    if (!place) continue;
    const follows = text[end] ?? ' ';
    const isService =
      !place.isAddress && isServiceName(place.host, isFree) && !'$({<['.includes(follows);
    if (!isService && !hasPort) continue;
    const isWord = !isService && !place.host.includes('.');
    if (isWord && (isOwner || (place.port ?? 0) < LOWEST_PORT)) continue;
    const isLoose = isWord && !isPlace;
    found.push({ ...place, scheme: '', line, column: index + 1, isLoose });
  }
  return found;
}

/** In code, `self.svc.call` is something else. */
function isServiceName(host: string, isFree: boolean): boolean {
  const labels = host.toLowerCase().split('.');
  const at = labels.lastIndexOf('svc');
  if (at < 1) return false;
  const domain = labels.slice(at + 1);
  if (domain[0] === 'cluster') return true;
  return domain.length === 0 ? at > 1 || !isFree : domain.length > 1;
}

function readVariable(text: string, line: number, { variable }: TextContext): FoundHost[] {
  if (!HOST_VARIABLE.test(variable) || text.includes('://')) return [];
  const isVague = VAGUE_VARIABLE.test(variable);
  return [...text.matchAll(/[^,\s]+/g)].flatMap(({ 0: part, index }): FoundHost[] => {
    const place = readPlace(part.split('/', 1)[0] ?? '');
    if (!place || NO_HOST.test(place.host)) return [];
    if (isVague && place.port === undefined && !place.host.includes('.')) return [];
    return [{ ...place, scheme: '', line, column: index + 1, isLoose: false }];
  });
}
