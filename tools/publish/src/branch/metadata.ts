import { BranchError } from './branch-error.ts';
import { isDigest } from './digest.ts';
import { isSha } from './dry-commit.ts';
import type { DryFacts } from './dry-commit.ts';
import { publicRepositoryUrl } from './repository-url.ts';

/**
 * `hydrator.metadata` at the root of a rendered branch. Keys and their order are those of Argo CD's Source Hydrator
 * (argo-cd v3.5.1, util/hydrator/hydrator.go, HydratorCommitMetadata: repoURL, drySha, commands, author, date, subject,
 * body, references, all left out when empty), which GitOps Promoter reads too (api/v1alpha1, HydratorMetadata; its date
 * is a metav1.Time, so RFC 3339). Both pass over keys that they do not know: `digest` and `tools` are ours. They compare
 * keys without case, so ours must not be theirs in another case.
 */
export interface RootMetadata {
  readonly repoURL: string;
  readonly drySha: string;
  readonly author: string;
  readonly date: string;
  readonly subject: string;
  readonly digest: string;
  /** What rendered it, by name. */
  readonly tools: Tools;
}

export type Tools = Readonly<Record<string, string>>;

/**
 * `hydrator.metadata` of a unit, with the keys that the Source Hydrator writes there, and the digest of its folder. As
 * there, it is only written anew when the unit changes, so `drySha` is the commit that brought what lies beside it.
 */
export interface UnitMetadata {
  readonly repoURL: string;
  readonly drySha: string;
  /** What renders the unit, in a checkout of the dry commit. */
  readonly commands: readonly string[];
  readonly digest: string;
}

/** Larger ones are not read. */
const MAX_BYTES = 64 * 1024;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

export function rootMetadata(dry: DryFacts, digest: string, tools: Tools): RootMetadata {
  const { sha, repoURL, date, subject } = dry;
  const author = formatAuthor(dry.author);
  return { repoURL, drySha: sha, author, date, subject, digest, tools };
}

/** As Argo CD has it: `%an <%ae>` of git. */
function formatAuthor({ name, email }: DryFacts['author']): string {
  return name === '' ? `<${email}>` : `${name} <${email}>`;
}

export function encodeRootMetadata(metadata: RootMetadata): Uint8Array {
  const { repoURL, drySha, author, date, subject, digest, tools } = metadata;
  const sorted = Object.fromEntries(Object.entries(tools).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return encode({ repoURL, drySha, author, date, subject, digest, tools: sorted });
}

export function encodeUnitMetadata({ repoURL, drySha, commands, digest }: UnitMetadata) {
  return encode({ repoURL, drySha, commands, digest });
}

/** JSON as Go's encoder indents it; what is empty is left out, as Go's `omitempty` does. */
function encode(fields: Readonly<Record<string, string | Tools | readonly string[]>>): Uint8Array {
  const present = Object.entries(fields).filter(([, value]) => value !== '');
  const text = JSON.stringify(Object.fromEntries(present), undefined, 2);
  return new TextEncoder().encode(`${text}\n`);
}

/** Reads the root's file of an untrusted branch. Throws a BranchError where it is not byte for byte as it is written. */
export function decodeRootMetadata(bytes: Uint8Array): RootMetadata {
  const fields = readFields(bytes);
  const metadata: RootMetadata = {
    repoURL: readUrl(fields),
    drySha: readText(fields, 'drySha', isSha),
    author: readText(fields, 'author'),
    date: readText(fields, 'date', (text) => DATE.test(text) && !Number.isNaN(Date.parse(text))),
    subject: fields.has('subject') ? readText(fields, 'subject') : '',
    digest: readText(fields, 'digest', isDigest),
    tools: readTools(fields.get('tools')),
  };
  checkForm(bytes, encodeRootMetadata(metadata));
  return metadata;
}

/** The same for the file of a unit. */
export function decodeUnitMetadata(bytes: Uint8Array): UnitMetadata {
  const fields = readFields(bytes);
  const commands = fields.get('commands');
  if (!Array.isArray(commands) || !commands.every((command) => typeof command === 'string')) {
    throw wrong('commands');
  }
  const metadata: UnitMetadata = {
    repoURL: readUrl(fields),
    drySha: readText(fields, 'drySha', isSha),
    commands,
    digest: readText(fields, 'digest', isDigest),
  };
  checkForm(bytes, encodeUnitMetadata(metadata));
  return metadata;
}

function readFields(bytes: Uint8Array): ReadonlyMap<string, unknown> {
  if (bytes.length > MAX_BYTES) throw new BranchError(`is ${bytes.length} bytes long`);
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BranchError('is no JSON object');
  }
  return new Map(Object.entries(value));
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new BranchError('is no JSON', { cause: error });
  }
}

function readText(
  fields: ReadonlyMap<string, unknown>,
  key: string,
  isRight: (text: string) => boolean = () => true,
): string {
  const value = fields.get(key);
  if (typeof value === 'string' && isRight(value)) return value;
  throw wrong(key);
}

function readUrl(fields: ReadonlyMap<string, unknown>): string {
  if (!fields.has('repoURL')) return '';
  return readText(fields, 'repoURL', (url) => url !== '' && publicRepositoryUrl(url) === url);
}

function readTools(value: unknown): Tools {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('tools');
  return Object.fromEntries(
    Object.entries(value).map(([name, version]) => {
      if (typeof version !== 'string') throw wrong('tools');
      return [name, version];
    }),
  );
}

/** One comparison instead of rules for unknown keys, keys that occur twice or in another case, and white space. */
function checkForm(bytes: Uint8Array, written: Uint8Array): void {
  if (Buffer.compare(bytes, written) === 0) return;
  throw new BranchError('is not written as fingerpost writes it');
}

function wrong(key: string): BranchError {
  return new BranchError(`has no ${key}, or one that fingerpost does not write`);
}
