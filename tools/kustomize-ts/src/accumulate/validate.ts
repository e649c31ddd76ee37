import { KustomizeError } from '../error.ts';
import { describeId } from '../resource/resource-id.ts';
import type { Resource } from '../resource/resource.ts';
import type { Step } from '../transformers/pipeline.ts';
import { placeOf } from '../yaml/describe.ts';
import type { Accumulated } from './accumulator.ts';

/** The one label that a validator may set. */
const VALIDATED_BY = 'validated-by';

/**
 * Runs a transformer as a validator: it may fail, and it may label resources `validated-by`, but must change nothing
 * else (kustomize's runValidators). kustomize compares its nodes, and so it also refuses one that writes a value that is
 * there already, which goes unnoticed here.
 * Errors: a change ('invalid-value'), as the transformer.
 */
export function validate(validator: Step, accumulated: Accumulated): void {
  const before = accumulated.resources.map(fingerprint);
  validator.transform(accumulated);
  const { resources } = accumulated;
  const changed = resources.find((resource, i) => fingerprint(unlabelled(resource)) !== before[i]);
  if (!changed && resources.length === before.length) return;
  throw new KustomizeError(
    'invalid-value',
    `the validator ${validator.kind} changes ${changed ? describeId(changed.id) : 'which resources there are'}`,
    {
      place: placeOf(changed?.node),
      fix: 'list it under transformers',
    },
  );
}

function unlabelled(resource: Resource): Resource {
  const { labels } = resource;
  if (!labels.delete(VALIDATED_BY)) return resource;
  const copy = resource.clone();
  // New nodes, without the places of those that stood there.
  copy.setLabels(new Map());
  copy.setLabels(labels);
  return copy;
}

/** What kustomize's nodes do not have. */
const IGNORED = new Set(['source', 'shared', 'tagged', 'trace']);

/** All that kustomize compares: the tree with its places and styles, and what the resource was called before. */
function fingerprint({ node, previous, prefixes, suffixes, deleted }: Resource): string {
  const state = { node, previous, prefixes, suffixes, deleted };
  return JSON.stringify(state, (key, value: unknown) => (IGNORED.has(key) ? undefined : value));
}
