import { object, objects, texts } from '@fingerpost/apiserver';
import { describeObject } from '@fingerpost/discovery';
import type { Route } from '@fingerpost/discovery';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const noTls: Rule = {
  id: 'route/no-tls',
  severity: 'warning',
  scope: 'environment',
  title: 'A route serves a host without TLS',
  why: 'Requests, cookies and tokens travel in the clear, and browsers warn of it.',
  fix: 'attach the route to an HTTPS listener, or give the Ingress spec.tls for its hosts, and redirect http',
  silent:
    'Where the listeners of the Gateway are not among the manifests, where all the route does is to redirect, and where an annotation gives an Ingress a certificate.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
  check: findPlain,
};

/** Annotations that bring TLS where `spec.tls` does not. */
const TLS_ANNOTATION =
  /(?:certificate-arn|ssl-cert|pre-shared-cert|managed-certificates|router\.tls|listen-ports)$/;

function* findPlain({ model, isChecked }: RuleInput): Generator<Problem> {
  for (const route of model.routes.routes) {
    const { stored, kind } = route;
    if (!isChecked(stored)) continue;
    const plain = kind === 'Ingress' ? plainHosts(route) : plainListeners(route);
    if (plain.length === 0) continue;
    yield {
      on: stored,
      field: kind === 'Ingress' ? 'spec.rules' : 'spec.parentRefs',
      message: `${describeObject(stored)} serves ${plain.slice(0, 3).join(', ')} without TLS`,
    };
  }
}

function plainHosts({ stored, hostnames }: Route): readonly string[] {
  const spec = object(stored.object, 'spec');
  const entries = objects(spec, 'tls');
  if ([...stored.annotations.keys()].some((key) => TLS_ANNOTATION.test(key))) return [];
  if (entries.some((entry) => texts(entry, 'hosts').length === 0)) return [];
  const covered = entries.flatMap((entry) => texts(entry, 'hosts'));
  const hosts = hostnames.length === 0 ? ['every host'] : hostnames;
  return hosts.filter((host) => !covered.some((other) => covers(other, host)));
}

function covers(certificate: string, host: string): boolean {
  if (certificate === host) return true;
  return certificate.startsWith('*.') && host.slice(host.indexOf('.')) === certificate.slice(1);
}

function plainListeners({ parents, rules, hostnames }: Route): readonly string[] {
  const listeners = parents.flatMap((parent) => parent.listeners);
  const isPlain = listeners.length > 0 && listeners.every(({ protocol }) => protocol === 'HTTP');
  if (!isPlain || rules.every(({ redirect }) => redirect !== undefined)) return [];
  return hostnames.length === 0 ? ['every host'] : hostnames;
}
