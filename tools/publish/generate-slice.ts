/**
 * Writes what the tests know of GitHub's interface: test/double/openapi-slice.json, the operations in use with all that
 * they refer to, and test/double/schema-slice.graphql, the GraphQL types and fields in use. Both are cut from GitHub's
 * own descriptions, published by Octokit to npm (MIT): `node tools/publish/generate-slice.ts`, and with `--check` only
 * compared. To use one more operation or field, add its name here.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Kind, parse, print, visit } from 'graphql';
import type {
  DefinitionNode,
  DocumentNode,
  InterfaceTypeDefinitionNode,
  NamedTypeNode,
  ObjectTypeDefinitionNode,
} from 'graphql';

const OPENAPI = '@octokit/openapi@23.0.2';
const GRAPHQL = '@octokit/graphql-schema@15.26.1';

const OPERATIONS = `
  apps/create-installation-access-token apps/get-authenticated apps/get-installation apps/get-repo-installation
  apps/list-repos-accessible-to-installation apps/revoke-installation-access-token
  checks/create checks/get checks/list-annotations checks/list-for-ref checks/update
  git/create-blob git/create-commit git/create-ref git/create-tree git/delete-ref git/get-blob git/get-commit
  git/get-ref git/get-tree git/list-matching-refs git/update-ref
  issues/add-labels issues/create-comment issues/create-label issues/delete-comment issues/get issues/get-comment
  issues/get-label issues/list-comments issues/list-labels-for-repo issues/list-labels-on-issue issues/remove-label
  issues/set-labels issues/update-comment
  pulls/check-if-merged pulls/create pulls/create-review pulls/get pulls/list pulls/list-commits pulls/list-files
  pulls/list-requested-reviewers pulls/list-reviews pulls/merge pulls/remove-requested-reviewers
  pulls/request-reviewers pulls/update
  rate-limit/get
  repos/compare-commits-with-basehead repos/create-commit-status repos/create-repo-ruleset repos/get
  repos/get-branch repos/get-branch-rules repos/get-combined-status-for-ref repos/get-commit repos/get-content
  repos/get-repo-ruleset repos/get-repo-rulesets repos/list-commits
  repos/list-pull-requests-associated-with-commit repos/update-repo-ruleset
  users/get-authenticated users/get-by-username
`
  .trim()
  .split(/\s+/);

/** Fields by type. Types that these take or give and that stand not here come whole: scalars, enums and inputs. */
const FIELDS: Readonly<Record<string, string>> = {
  Query: 'id node rateLimit repository viewer',
  Mutation: 'disablePullRequestAutoMerge enablePullRequestAutoMerge updateRefs',
  Actor: 'login url',
  AutoMergeRequest: 'commitBody commitHeadline enabledAt enabledBy mergeMethod pullRequest',
  Bot: 'databaseId id login url',
  BranchProtectionRule: 'id pattern requiredStatusCheckContexts requiresStatusChecks',
  Commit: 'id message messageHeadline oid tree',
  DisablePullRequestAutoMergePayload: 'actor clientMutationId pullRequest',
  EnablePullRequestAutoMergePayload: 'actor clientMutationId pullRequest',
  GitObject: 'id oid',
  MergeQueueEntry: 'id position state',
  Node: 'id',
  Organization: 'databaseId id login url',
  PageInfo: 'endCursor hasNextPage hasPreviousPage startCursor',
  PullRequest: `author autoMergeRequest baseRef baseRefName baseRefOid body closed headRef headRefName headRefOid id
    isDraft isInMergeQueue mergeCommit mergeQueueEntry mergeStateStatus mergeable merged number repository state title
    url viewerCanDisableAutoMerge viewerCanEnableAutoMerge`,
  PullRequestConnection: 'nodes pageInfo totalCount',
  RateLimit: 'cost limit remaining resetAt used',
  Ref: 'associatedPullRequests branchProtectionRule id name prefix target',
  Repository: `autoMergeAllowed defaultBranchRef deleteBranchOnMerge id mergeCommitAllowed name nameWithOwner object
    owner pullRequest pullRequests rebaseMergeAllowed ref squashMergeAllowed url viewerDefaultMergeMethod
    viewerPermission`,
  RepositoryOwner: 'id login url',
  Tree: 'id oid',
  UpdateRefsPayload: 'clientMutationId',
  User: 'databaseId id login url',
};

const folder = path.join(import.meta.dirname, 'test', 'double');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'slice-'));

interface Source {
  readonly name: string;
  readonly sha256: string;
  readonly text: string;
  readonly licence: string;
}

/** One file of a package, and the package's licence. */
function fetchPackage(name: string, file: string, licenceFile: string): Source {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', scratch, name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const archive = /"filename": "([^"]+)"/.exec(packed)?.[1];
  if (archive === undefined) throw new Error(`npm does not say where it put ${name}`);
  const read = (entry: string): string =>
    execFileSync('tar', ['-xOzf', path.join(scratch, archive), `package/${entry}`], {
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    });
  const text = read(file);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { name: `${name} ${file}`, sha256, text, licence: read(licenceFile) };
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Prose and vendor extensions are of no use to a test. Below `properties` and in examples every key is data. */
function withoutProse(value: Json, parent = ''): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withoutProse(item, parent));
  if (!isObject(value)) return value;
  const names = ['properties', 'schemas', 'parameters', 'examples', 'responses', 'headers'];
  const keepsAll = names.includes(parent);
  const kept = Object.entries(value).filter(
    ([key]) =>
      keepsAll || !(key === 'description' || key === 'externalDocs' || key.startsWith('x-')),
  );
  return Object.fromEntries(
    kept.map(([key, item]) => {
      const isData = !keepsAll && (key === 'example' || key === 'value' || key === 'default');
      return [key, isData ? item : withoutProse(item, keepsAll ? '' : key)];
    }),
  );
}

function* references(value: Json): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* references(item);
  if (!isObject(value)) return;
  if (typeof value['$ref'] === 'string') yield value['$ref'];
  for (const item of Object.values(value)) yield* references(item);
}

/** JSON with one line for each operation and each component, so that a newer version is a diff that can be read. */
function writeLines(value: Json, depth: number): string {
  if (depth === 0 || !isObject(value)) return JSON.stringify(value);
  const lines = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${writeLines(item, depth - 1)}`,
  );
  return `{\n${lines.join(',\n')}\n}`;
}

function cutOpenapi({ name, sha256, text }: Source): string {
  const document = JSON.parse(text) as { paths: Record<string, JsonObject> } & JsonObject;
  const components = document['components'] as Record<string, JsonObject>;
  const wanted = new Set(OPERATIONS);
  const paths: Record<string, Record<string, Json>> = {};
  for (const [template, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (!isObject(operation) || !wanted.delete(String(operation['operationId']))) continue;
      paths[template] = { ...paths[template], [method]: withoutProse(operation) };
    }
  }
  if (wanted.size > 0) throw new Error(`no such operation: ${[...wanted].join(', ')}`);
  const reached: Record<string, Record<string, Json>> = {};
  const queue = [...references(paths)];
  for (let reference = queue.pop(); reference !== undefined; reference = queue.pop()) {
    const [, , kind = '', key = ''] = reference.split('/');
    if (reached[kind]?.[key] !== undefined) continue;
    const component = withoutProse(
      components[kind]?.[key] ?? null,
      kind === 'examples' ? '' : kind.slice(0, -1),
    );
    reached[kind] = { ...reached[kind], [key]: component };
    queue.push(...references(component));
  }
  const sorted = Object.fromEntries(
    Object.entries(reached)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, table]) => [
        kind,
        Object.fromEntries(Object.entries(table).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      ]),
  );
  const generated = `Generated by tools/publish/generate-slice.ts from ${name} (MIT), sha256 ${sha256}.`;
  const slice = { generated, openapi: document['openapi'] ?? '', paths, components: sorted };
  return `${writeLines(slice, 3)}\n`;
}

/** The definition with only the fields and interfaces that are in use, each once, and without directives. */
function narrow(definition: DefinitionNode): DefinitionNode {
  const plain = visit(definition, { Directive: () => null }) as DefinitionNode;
  if (!isComposite(plain)) return plain;
  const fields = new Map(plain.fields?.map((field) => [field.name.value, field]));
  return {
    ...plain,
    interfaces: plain.interfaces?.filter(({ name }) => name.value in FIELDS) ?? [],
    fields: fieldsOf(plain.name.value).map((name) => {
      const field = fields.get(name);
      if (field === undefined) throw new Error(`no such field: ${plain.name.value}.${name}`);
      return field;
    }),
  };
}

function isComposite(
  node: DefinitionNode,
): node is ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function fieldsOf(type: string): string[] {
  const fields = FIELDS[type];
  if (fields === undefined) throw new Error(`say which fields of ${type} are in use`);
  return fields.trim().split(/\s+/);
}

function cutGraphql({ name, sha256, text }: Source): string {
  const all = new Map<string, DefinitionNode>();
  for (const definition of parse(text, { noLocation: true }).definitions) {
    if ('name' in definition && definition.name) all.set(definition.name.value, definition);
  }
  const kept = new Map<string, DefinitionNode>();
  const queue = Object.keys(FIELDS);
  for (let type = queue.pop(); type !== undefined; type = queue.pop()) {
    const definition = all.get(type);
    if (kept.has(type) || definition === undefined) continue;
    const narrowed = narrow(definition);
    kept.set(type, narrowed);
    visit(narrowed, { NamedType: (node: NamedTypeNode) => void queue.push(node.name.value) });
  }
  const definitions = [...kept]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, definition]) => definition);
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions };
  return `# Generated by tools/publish/generate-slice.ts from ${name} (MIT), sha256 ${sha256}.\n${print(document)}\n`;
}

function notice(sources: readonly Source[]): string {
  const head = 'openapi-slice.json and schema-slice.graphql hold parts of these files.';
  return `${head}\n${sources.map(({ name, licence }) => `\n${name}\n\n${licence.trim()}\n`).join('')}`;
}

try {
  const openapi = fetchPackage(OPENAPI, 'generated/api.github.com.json', 'LICENSE');
  const graphql = fetchPackage(GRAPHQL, 'schema.graphql', 'LICENSE.md');
  const files = {
    'openapi-slice.json': cutOpenapi(openapi),
    'schema-slice.graphql': cutGraphql(graphql),
    NOTICE: notice([openapi, graphql]),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    if (!process.argv.includes('--check')) writeFileSync(file, text);
    else if (readFileSync(file, 'utf8') !== text) {
      console.error(`${name} is not what generate-slice.ts writes: run it without --check`);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}
