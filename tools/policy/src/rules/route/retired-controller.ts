import { text, object, objects } from '@fingerpost/apiserver';
import { describeObject } from '@fingerpost/discovery';
import type { StoredObject } from '@fingerpost/discovery';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const retiredController: Rule = {
  id: 'route/retired-controller',
  severity: 'warning',
  scope: 'resource',
  title: 'An Ingress depends on ingress-nginx, which is retired',
  why: 'ingress-nginx ended in March 2026: its repository is read-only, and holes in it are no longer closed.',
  fix: 'move to the Gateway API (ingress2gateway helps), or to a controller that is maintained',
  silent:
    'For a class nginx of another controller, as far as a manifest or annotations of nginx.org say so.',
  source: 'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
  check: findRetired,
};

const CONTROLLER = 'k8s.io/ingress-nginx';
const PREFIX = 'nginx.ingress.kubernetes.io/';

function* findRetired({ model, isChecked }: RuleInput): Generator<Problem> {
  const { store } = model;
  const classes = new Map(
    store.list('networking.k8s.io', 'IngressClass').map((stored) => {
      return [stored.name, text(object(stored.object, 'spec'), 'controller')];
    }),
  );
  for (const stored of store.list('networking.k8s.io', 'Ingress')) {
    if (!isChecked(stored)) continue;
    const field = fieldOf(stored, classes);
    if (field === undefined) continue;
    yield {
      on: stored,
      field,
      message: `${describeObject(stored)} is served by ingress-nginx, which gets no fixes any more`,
    };
  }
  for (const { stored, spec } of model.workloads) {
    const index = objects(spec, 'containers').findIndex((container) =>
      /(?:^|\/)ingress-nginx\/controller(?:[:@]|$)/.test(text(container, 'image')),
    );
    if (index < 0 || !isChecked(stored)) continue;
    yield {
      on: stored,
      field: `spec.template.spec.containers[${index}].image`,
      message: `${describeObject(stored)} runs ingress-nginx, which gets no fixes any more`,
    };
  }
}

/** What says that it is ingress-nginx; undefined: nothing does. */
function fieldOf(
  { object: ingress, annotations }: StoredObject,
  classes: ReadonlyMap<string, string>,
): string | undefined {
  const written = text(object(ingress, 'spec'), 'ingressClassName');
  const old = annotations.get('kubernetes.io/ingress.class') ?? '';
  const name = written || old;
  const controller = classes.get(name);
  const keys = [...annotations.keys()];
  const isOther = keys.some((key) => key.startsWith('nginx.org/'));
  if (controller !== undefined ? controller === CONTROLLER : name === 'nginx' && !isOther) {
    return written === ''
      ? 'metadata.annotations[kubernetes.io/ingress.class]'
      : 'spec.ingressClassName';
  }
  const own = keys.find((key) => key.startsWith(PREFIX));
  return controller === undefined && own !== undefined ? `metadata.annotations[${own}]` : undefined;
}
