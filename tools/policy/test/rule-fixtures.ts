import fs from 'node:fs';
import path from 'node:path';

import { defaultEnvironment, discover } from '@fingerpost/discovery';
import { checkModel } from '@fingerpost/policy';
import type { CheckedModel, Finding } from '@fingerpost/policy';
import { diskFileSystem, readResources } from 'kustomize-ts';

/** A line of a fixture and the rule that has to find it: `# <- service/port-unnamed`. */
export interface MarkedFinding {
  readonly line: number;
  readonly rule: string;
}

/** What the comments of a fixture say that is found; a line may name several rules. */
export function markedFindings(text: string): MarkedFinding[] {
  return text.split('\n').flatMap((line, index) => {
    const names = /# <- (.*)$/.exec(line)?.[1];
    return (names ?? '')
      .split(/[ ,]+/)
      .filter((rule) => rule !== '')
      .map((rule) => ({ line: index + 1, rule }));
  });
}

/**
 * What is wrong with a fixture. With `environment.json` beside it, which says what `environment.yaml` would, it is all
 * that the cluster holds; without, some files of it.
 */
export function checkFixture(
  file: string,
  check: (checked: CheckedModel) => readonly Finding[] = (checked) => checkModel(checked),
): readonly Finding[] {
  const { resources, errors } = readResources([file], diskFileSystem());
  if (errors[0]) throw errors[0];
  const place = path.join(path.dirname(file), 'environment.json');
  const facts = fs.existsSync(place) ? JSON.parse(fs.readFileSync(place, 'utf8')) : undefined;
  const model = discover(resources, { ...defaultEnvironment, ...facts });
  return check({ model, complete: facts !== undefined, overlaysOf: () => [] });
}
