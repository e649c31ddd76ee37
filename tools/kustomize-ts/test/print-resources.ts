import { splitDocuments } from '../src/yaml/documents.ts';
import { expandAnchors } from '../src/yaml/expand-anchors.ts';
import { goJson } from '../src/yaml/go-json.ts';
import type { Node } from '../src/yaml/node.ts';
import { parseDocument } from '../src/yaml/parser.ts';
import { printYaml } from '../src/yaml/print.ts';
import { toJsonValueV11 } from '../src/yaml/v11.ts';

/** What the YAML stage alone makes of a resource file: read, anchors expanded, printed. */
export function printResources(text: string): string {
  return splitDocuments(text, { path: 'r.yaml' })
    .map(expandAnchors)
    .filter((document) => !isEmpty(document))
    .map(printYaml)
    .join('---\n');
}

/** Empty documents are left out by the stage that makes resources of them. */
function isEmpty(document: Node): boolean {
  return (
    (document.kind === 'mapping' && document.entries.length === 0) ||
    (document.kind === 'sequence' && document.items.length === 0)
  );
}

/** A text as JSON, read as kustomization files are. */
export function convertToJson(text: string): string {
  const document = parseDocument(text, { source: { path: 'kustomization.yaml' }, dialect: '1.1' });
  return document === undefined ? 'null' : goJson(toJsonValueV11(document));
}
