import { object, objects, text, texts } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Store } from '../store/store.ts';
import { describeObject } from '../store/stored-object.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { labelMatchOf } from './label-match.ts';
import { namespacesOf } from './namespaces.ts';
import type { EmptySelection, ScrapePool, ScrapeTarget } from './scrape.ts';

/** The targets of a Probe (`generateProbeConfig` of promcfg.go): static ones count before those of Ingresses. */
export function probePools(stored: StoredObject, store: Store): readonly ScrapePool[] {
  const spec = object(stored.object, 'spec');
  const prober = object(spec, 'prober');
  const targets = object(spec, 'targets');
  const fixed = object(targets, 'staticConfig');
  const byIngress = object(targets, 'ingress');
  const found = fixed
    ? staticTargets(stored, fixed)
    : byIngress
      ? ingressTargets(stored, byIngress, store)
      : { probed: [], empty: [] };
  const [address, port] = proberOf(prober);
  const scheme = (text(prober, 'scheme') || 'http').toLowerCase();
  const job = text(spec, 'jobName') || `probe/${stored.namespace}/${stored.name}`;
  const list = found.probed.map(({ probed, namespace }): ScrapeTarget => {
    return { job, namespace, service: '', pod: '', address, port, probed };
  });
  const isEmpty = list.length === 0 && found.empty.length === 0;
  return [
    {
      name: `probe/${stored.namespace}/${stored.name}`,
      path: text(prober, 'path') || '/probe',
      scheme,
      interval: text(spec, 'interval'),
      port: '',
      targets: list,
      empty: isEmpty ? [{ selected: '', reason: 'no-targets' }] : found.empty,
    },
  ];
}

interface Probed {
  readonly probed: readonly { readonly probed: string; readonly namespace: string }[];
  readonly empty: readonly EmptySelection[];
}

/** The label `namespace` may be set by hand. */
function staticTargets({ namespace }: StoredObject, fixed: JsonObject): Probed {
  const label = object(fixed, 'labels')?.['namespace'];
  const shown = typeof label === 'string' ? label : namespace;
  return {
    probed: texts(fixed, 'static').map((probed) => ({ probed, namespace: shown })),
    empty: [],
  };
}

/** Each path of each rule (`buildIngress` of discovery/kubernetes/ingress.go of Prometheus). */
function ingressTargets(stored: StoredObject, byIngress: JsonObject, store: Store): Probed {
  const namespaces = namespacesOf(byIngress, stored.namespace);
  const matches = labelMatchOf(byIngress);
  const ingresses = store
    .list('networking.k8s.io', 'Ingress')
    .filter(({ namespace, labels }) => (namespaces?.has(namespace) ?? true) && matches(labels));
  const empty: EmptySelection[] = [];
  const probed = ingresses.flatMap((ingress) => {
    const spec = object(ingress.object, 'spec');
    const secure = objects(spec, 'tls').flatMap((tls) => texts(tls, 'hosts'));
    return objects(spec, 'rules').flatMap((rule) => {
      const host = text(rule, 'host');
      if (host === '') empty.push({ selected: describeObject(ingress), reason: 'no-host' });
      const paths = objects(object(rule, 'http'), 'paths').map((path) => text(path, 'path') || '/');
      const scheme = secure.some((pattern) => covers(pattern, host)) ? 'https' : 'http';
      return (object(rule, 'http') ? paths : ['/']).map((path) => ({
        // Without a host the prober is asked nothing.
        probed: host === '' ? '' : `${scheme}://${host}${path}`,
        namespace: ingress.namespace,
      }));
    });
  });
  if (ingresses.length === 0) empty.push({ selected: '', reason: 'nothing-selected' });
  return { probed, empty };
}

/** A wildcard stands for one label. */
function covers(pattern: string, host: string): boolean {
  if (pattern === host) return true;
  if (!pattern.startsWith('*.')) return false;
  const dot = host.indexOf('.');
  return dot >= 0 && host.slice(dot) === pattern.slice(1);
}

/** The prober as `host` or `host:port`. */
function proberOf(prober: JsonObject | undefined): readonly [string, number] {
  const url = text(prober, 'url');
  const match = /^(.*):(\d{1,5})$/.exec(url);
  return match?.[1] === undefined ? [url, 0] : [match[1], Number(match[2])];
}
