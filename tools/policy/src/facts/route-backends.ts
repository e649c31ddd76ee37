import type { BackendReason, Route, RouteBackend } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** A backend of a route that is checked. */
export interface WrittenBackend {
  readonly route: Route;
  readonly backend: RouteBackend;
  /** The namespace of the Service that is meant. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
}

/** The backends that fail for one of some reasons. */
export function backendsFailing(
  reasons: readonly BackendReason[],
  { model, isChecked }: RuleInput,
): readonly WrittenBackend[] {
  return model.routes.routes
    .filter(({ stored }) => isChecked(stored))
    .flatMap((route) =>
      route.rules
        .flatMap(({ backends }) => backends)
        .filter(({ reason }) => reason !== undefined && reasons.includes(reason))
        .map((backend) => {
          const [, namespace = '', name = ''] = backend.target.split('/');
          return { route, backend, namespace, name };
        }),
    );
}

/** Where the name or the port of a backend stands. */
export function fieldOfBackend(
  { kind }: Route,
  { field, port }: RouteBackend,
  part: 'name' | 'port',
): string {
  if (kind !== 'Ingress') return `${field}.${part}`;
  if (part === 'name') return `${field}.service.name`;
  return `${field}.service.port.${typeof port === 'number' ? 'number' : 'name'}`;
}
