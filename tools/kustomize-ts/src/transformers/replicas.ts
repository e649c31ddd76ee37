import { KustomizeError } from '../error.ts';
import type { ReplicaEntry } from '../kustomization/fields.ts';
import { isSelectedBy } from '../resource/resource-id.ts';
import { placeOf } from '../yaml/describe.ts';
import { overwriteText } from '../yaml/edit.ts';
import { applyFieldSpec } from './field-spec.ts';
import type { FieldSpec } from './field-spec.ts';
import type { Transform } from './pipeline.ts';

/** One entry of `replicas`: a count for the workload that has or had the name. Errors: there is none ('no-match'). */
export function setReplicas(entry: ReplicaEntry, specs: readonly FieldSpec[]): Transform {
  const name = entry.name ?? '';
  const count = String(entry.count ?? 0);
  return ({ resources }) => {
    let found = false;
    for (const spec of specs) {
      for (const resource of resources) {
        const ids = [...resource.previousIds, resource.id];
        if (!ids.some((id) => id.name === name && isSelectedBy(id, spec))) continue;
        found = true;
        applyFieldSpec(resource.node, spec, 'scalar', (node) =>
          overwriteText(node, () => count, spec, '!!int'),
        );
      }
    }
    if (found) return;
    throw new KustomizeError('no-match', `replicas: no workload is named ${JSON.stringify(name)}`, {
      place: placeOf(entry.node),
      fix: `name one of the kinds ${specs.map((spec) => spec.kind).join(', ')}`,
    });
  };
}
