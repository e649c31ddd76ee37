import { text } from '@fingerpost/apiserver';
import { containersOf } from '../../facts/containers.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const imageUnpinned: Rule = {
  id: 'workload/image-unpinned',
  severity: 'warning',
  scope: 'resource',
  title: 'An image without a fixed version',
  why: 'Without a tag, or with one that moves such as latest, each node runs what was there when it pulled. Pods behind one Service then answer differently, a rollback brings nothing back, and git does not say what runs.',
  fix: 'write a version as tag, or a digest',
  silent: 'For images with a digest, and for placeholders such as $(IMAGE).',
  source: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  check: findImages,
};

const MOVING = new Set([
  '',
  'canary',
  'dev',
  'develop',
  'edge',
  'latest',
  'main',
  'master',
  'nightly',
  'snapshot',
  'stable',
]);

function* findImages(input: RuleInput): Generator<Problem> {
  for (const workload of input.shared(writtenWorkloads)) {
    for (const { container, name, field } of containersOf(workload)) {
      const image = text(container, 'image');
      if (image === '' || /[@${}<>]/.test(image)) continue;
      const last = image.slice(image.lastIndexOf('/') + 1);
      const colon = last.indexOf(':');
      const tag = colon < 0 ? '' : last.slice(colon + 1);
      if (!MOVING.has(tag.toLowerCase())) continue;
      const what =
        tag === '' ? 'has no tag, which means latest' : `has the tag ${tag}, which moves`;
      yield {
        on: workload.stored,
        field: `${field}.image`,
        message: `image ${image} of container ${name} ${what}: nobody knows which version a pod runs`,
      };
    }
  }
}
