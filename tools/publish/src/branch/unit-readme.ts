import { printable } from '@fingerpost/text';
import type { Resource } from 'kustomize-ts';

/** What the page of a unit is made of: nothing that changes while its manifest stays as it is. */
export interface ReadmeInput {
  readonly unit: string;
  /** The overlay, relative to the top of the repository. */
  readonly folder: string;
  readonly commands: readonly string[];
  readonly resources: readonly Pick<Resource, 'kind' | 'name' | 'namespace'>[];
}

/**
 * README.md of a unit. Names come from manifests, so they stand in indented code, which nothing on a line of its own
 * can leave.
 */
export function unitReadme({ unit, folder, commands, resources }: ReadmeInput): string {
  const lines = [
    `# ${unit}`,
    '',
    'Rendered; what is edited here is refused and lost. To change it, change this folder of the dry commit:',
    '',
    code(folder),
    '',
    '`hydrator.metadata` names the commit. There, this prints `manifest.yaml`:',
    '',
    ...commands.map(code),
    '',
    '## Resources',
    '',
    ...listResources(resources),
  ];
  return `${lines.join('\n')}\n`;
}

function listResources(resources: ReadmeInput['resources']): string[] {
  if (resources.length === 0) return ['None.'];
  const byKind = Map.groupBy(resources, ({ kind }) => printable(kind));
  return [...byKind.keys()].toSorted().flatMap((kind) => {
    const names = (byKind.get(kind) ?? []).map(({ namespace, name }) =>
      printable(namespace === undefined ? name : `${namespace}/${name}`),
    );
    return names.toSorted().map((name) => code(`${kind} ${name}`));
  });
}

function code(line: string): string {
  return `    ${printable(line)}`;
}
