import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import type { Path } from '../../field/path.ts';
import { objects, text, texts } from '../../field/read.ts';
import { labelValue } from '../../validate/common/names.ts';

// Source: pkg/api/node/util.go.

const DEPRECATED: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods':
    'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

/** What is to be used instead of a label of nodes; undefined when it is not deprecated. */
export function deprecatedNodeLabel(key: string): string | undefined {
  return Object.hasOwn(DEPRECATED, key) ? DEPRECATED[key] : undefined;
}

/** The warnings of one alternative; `checkValues` where validation lets bad values pass. */
export function warnOfNodeSelectorTerm(
  term: JsonObject | undefined,
  checkValues: boolean,
  path: Path,
): string[] {
  const warnings: string[] = [];
  for (const [index, expression] of objects(term, 'matchExpressions').entries()) {
    const at = path.child('matchExpressions').index(index);
    const key = text(expression, 'key');
    const message = deprecatedNodeLabel(key);
    if (message) warnings.push(`${at.child('key')}: ${key} is ${message}`);
    if (!checkValues) continue;
    for (const [position, value] of texts(expression, 'values').entries()) {
      const valuePath = at.child('values').index(position);
      append(
        warnings,
        labelValue(value).map((why) => `${valuePath}: ${value} is invalid, ${why}`),
      );
    }
  }
  return warnings;
}
