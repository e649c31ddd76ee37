import fs from 'node:fs';
import path from 'node:path';

import { serverRules } from '@fingerpost/policy';
import { getField, getPath, memoryFileSystem, readResources } from 'kustomize-ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const POLICIES = 'base/platform/policies';
/** One object that passes, then ones that fail. */
const FIXTURES = 'tools/apiserver/test/policies';

/** The page about all admission policies of this repository, made of their own texts and fixtures. */
export function admissionPage(head: string): string {
  const names = fs
    .readdirSync(path.join(ROOT, POLICIES), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
  return `${head}
# Admission policies

The ValidatingAdmissionPolicies of [\`${POLICIES}\`](../../../${POLICIES}), which are synced into the cluster. \`policy-check\`
evaluates the same files, in the CEL of the API server, on objects as the API server would default them; policies of other
repositories just so. A finding has the id \`admission/<policy>\`: an error where the binding denies, a warning where it
warns. The message is the policy's own.

They hold in namespaces with the label \`fingerpost.dev/admission: enforced\`.

${names.map(sectionOf).join('\n')}
${notEvaluated()}`;
}

function sectionOf(name: string): string {
  const text = fs.readFileSync(path.join(ROOT, POLICIES, name, 'policy.yaml'), 'utf8');
  const examples = fs
    .readFileSync(path.join(ROOT, FIXTURES, `${name}.yaml`), 'utf8')
    .split(/^---\n/m);
  const failing = examples.find((example) => example.includes('expect:')) ?? '';
  return `## ${name}

${commentOf(text)}

Looks at ${kindsOf(text).join(', ')}. It says:

${messagesOf(text)
  .map((message) => `- ${message}`)
  .join('\n')}

Refused:

\`\`\`yaml
${withoutNotes(failing)}
\`\`\`

[The policy](../../../${POLICIES}/${name}/policy.yaml) · [what it is tried on](../../../${FIXTURES}/${name}.yaml)
`;
}

/** The comment under `spec:`, which says why. */
function commentOf(text: string): string {
  const [, comment = ''] = /^spec:\n((?: {2}#[^\n]*\n)+)/m.exec(text) ?? [];
  return comment
    .split('\n')
    .map((line) => line.replace(/^ {2}# ?/, ''))
    .join('\n')
    .trim();
}

function kindsOf(text: string): string[] {
  const lists = text.matchAll(/^( +)resources:\n((?:\1 {2}- [^\n]+\n)+)/gm);
  const names = [...lists].flatMap(([, , items = '']) => [...items.matchAll(/- ([^\n]+)/g)]);
  return [...new Set(names.map(([, name = '']) => `\`${name.replaceAll(/["']/g, '')}\``))];
}

/** Texts, and what stands in quotes of expressions; what an expression fills in becomes `...`. */
function messagesOf(text: string): string[] {
  const { resources } = readResources(['/a'], memoryFileSystem({ '/a': text }));
  const validations = getPath(resources[0]?.node, 'spec', 'validations');
  const items = validations?.kind === 'sequence' ? validations.items : [];
  return items.map((item) => {
    const message = getField(item, 'message');
    if (message?.kind === 'scalar') return message.value;
    const expression = getField(item, 'messageExpression');
    const parts = expression?.kind === 'scalar' ? expression.value.matchAll(PARTS) : [];
    return Array.from(parts, ([, quoted]) => quoted ?? '...')
      .join('')
      .replaceAll(/(?:\.\.\.)+/g, '...');
  });
}

/** A text in quotes, or what stands between two of them. */
const PARTS = /'([^']*)'|[^']+/g;

/** Without the annotation that says what is expected. */
function withoutNotes(example: string): string {
  return example
    .replace(/^ +annotations:\n(?= +expect:)/m, '')
    .replace(/^ +expect:.*\n(?: {6,}.*\n)*/m, '')
    .replace(/^#.*\n/gm, '')
    .trim();
}

function notEvaluated(): string {
  const rule = serverRules.find(({ id }) => id === 'admission/not-evaluated');
  if (!rule) throw new Error('admission/not-evaluated is gone');
  return `## not-evaluated

**${rule.severity}** · ${rule.title}. ${rule.why}

**What to do:** ${rule.fix}.

Source: <${rule.source}>
`;
}
