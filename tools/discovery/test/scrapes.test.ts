import fs from 'node:fs';
import test from 'ava';
import { discover } from '../src/discover.ts';
import { defaultEnvironment } from '../src/environment/environment.ts';
import { formatScrapes } from '../src/scrapes/format-scrapes.ts';
import { readScrapes } from '../src/scrapes/read-scrapes.ts';
import type { Scrape } from '../src/scrapes/scrape.ts';
import { environments, readOverlays } from './read-overlays.ts';
import { readResourcesOf } from './read-yaml.ts';

interface RecordedTarget {
  readonly scrapePool: string;
  readonly url: string;
  readonly labels: Readonly<Record<string, string>>;
}

function file(name: string): string {
  return fs.readFileSync(new URL(`scrapes/${name}`, import.meta.url), 'utf8');
}

/** The targets of a model, as the recorder has them. */
function targetsOf(scrapes: readonly Scrape[]): readonly string[] {
  return scrapes
    .flatMap(({ pools }) => pools)
    .flatMap(({ name, scheme, path, targets }) =>
      targets.map(({ job, namespace, service, pod, address, port, probed }) => {
        const host = `${address}${port === 0 ? '' : `:${port}`}`;
        const podName = pod.slice(pod.indexOf('/') + 1);
        return `${name} ${scheme}://${host}${path} ${job} ${namespace} ${service} ${podName} ${probed}`;
      }),
    )
    .toSorted();
}

function recordedTarget({ scrapePool, url, labels }: RecordedTarget): string {
  const { protocol, host, pathname, searchParams } = new URL(url);
  const own = [labels['namespace'], labels['service'], labels['pod']].map((value) => value ?? '');
  const address = /:\d+$/.test(host) ? host : (labels['__address__'] ?? host);
  return `${scrapePool} ${protocol}//${address}${pathname} ${labels['job']} ${own.join(' ')} ${searchParams.get('target') ?? ''}`;
}

test('the targets are those that the operator and Prometheus make', (t) => {
  const yaml = ['cluster.yaml', 'pods.yaml', 'monitors.yaml'].map(file).join('---\n');
  const model = discover(readResourcesOf(yaml), defaultEnvironment);
  t.deepEqual(model.notModelled, []);
  const recorded = JSON.parse(file('targets.json')) as readonly RecordedTarget[];
  t.deepEqual(targetsOf(readScrapes(model).scrapes), recorded.map(recordedTarget).toSorted());
});

test('what is selected without a target, and why', (t) => {
  const yaml = ['cluster.yaml', 'pods.yaml', 'monitors.yaml'].map(file).join('---\n');
  const model = discover(readResourcesOf(yaml), defaultEnvironment);
  const empty = readScrapes(model).scrapes.flatMap(({ pools }) =>
    pools.flatMap(({ name, empty: selections }) =>
      selections.map(({ selected, reason }) => `${name}: ${selected} ${reason}`),
    ),
  );
  t.deepEqual(empty, [
    'podMonitor/rts-scrapes/pods/1: Pod/rts-scrapes/web-b no-such-port',
    'podMonitor/rts-scrapes/pods/2: Pod/rts-scrapes/web-b no-such-port',
    'podMonitor/rts-scrapes/pods/4: Pod/rts-scrapes/web-b no-such-port',
    'podMonitor/rts-scrapes/pods/6: Pod/rts-scrapes/web-a no-such-port',
    'podMonitor/rts-scrapes/pods/6: Pod/rts-scrapes/web-b no-such-port',
    'probe/rts-scrapes/ingresses: Ingress/rts-scrapes/web no-host',
    'serviceMonitor/rts-others/everywhere/0: Service/rts-scrapes/peers no-such-port',
    'serviceMonitor/rts-scrapes/empty/0: Service/rts-scrapes/empty no-endpoints',
    'serviceMonitor/rts-scrapes/empty/0: Service/rts-scrapes/unresolved no-such-port',
    'serviceMonitor/rts-scrapes/empty/1: Service/rts-scrapes/empty no-endpoints',
    'serviceMonitor/rts-scrapes/empty/1: Service/rts-scrapes/unresolved no-such-port',
    'serviceMonitor/rts-scrapes/empty/2: Service/rts-scrapes/empty no-endpoints',
    'serviceMonitor/rts-scrapes/empty/2: Service/rts-scrapes/unresolved no-such-port',
    'serviceMonitor/rts-scrapes/manual/1: Service/rts-scrapes/manual no-such-port',
    'serviceMonitor/rts-scrapes/nothing/0:  nothing-selected',
    'serviceMonitor/rts-scrapes/ports/0: Service/rts-scrapes/peers no-such-port',
    'serviceMonitor/rts-scrapes/ports/6: Service/rts-scrapes/web no-such-port',
    'serviceMonitor/rts-scrapes/ports/7: Service/rts-scrapes/web no-such-port',
    'serviceMonitor/rts-scrapes/ports/7: Service/rts-scrapes/peers no-such-port',
    'serviceMonitor/rts-scrapes/ports/8: Service/rts-scrapes/web no-such-port',
    'serviceMonitor/rts-scrapes/ports/8: Service/rts-scrapes/peers no-such-port',
    'serviceMonitor/rts-scrapes/ports/10: Service/rts-scrapes/peers no-such-port',
  ]);
});

test('the scrapes of this repository', (t) => {
  for (const [name, count] of [
    ['dev', 2],
    ['prod', 3],
  ] as const) {
    const model = discover(readOverlays(name), environments[name]);
    const scrapes = formatScrapes(readScrapes(model).scrapes);
    t.deepEqual(
      scrapes.map(({ monitor, picked, pools }) => [
        monitor,
        picked,
        ...pools.flatMap(({ targets }) => [
          ...new Set(targets.map(({ job, port }) => `${job}:${port}`)),
        ]),
        pools.flatMap(({ targets }) => targets).length,
      ]),
      [
        ['Probe/data/partner-feed', 'yes', 'external-services:9115', 1],
        ['Probe/data/postgres-external', 'yes', 'external-services:9115', 1],
        ['Probe/data/redis-external', 'yes', 'external-services:9115', 1],
        ['ServiceMonitor/backend/backend-api', 'yes', 'backend-api:9090', count],
        ['ServiceMonitor/backend/go-server', 'yes', 'go-server:9100', count],
        ['ServiceMonitor/backend/helper-server', 'yes', 'helper-server:9100', count],
        ['ServiceMonitor/data/event-log', 'yes', 'event-log:7777', 3],
        ['ServiceMonitor/monitoring/core-dns', 'yes', 'kube-dns:9153', 2],
      ],
    );
  }
});

test('whether Prometheus takes a monitor, and what of it is not modelled', (t) => {
  const yaml = `
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web, namespace: shop, labels: {release: other}}
spec: {serviceDiscoveryRole: Endpoints, selector: {}, endpoints: [{port: http}, {port: http, relabelings: [{action: drop, sourceLabels: [job], regex: x}]}]}
`;
  const picked = (prometheus?: {
    readonly namespace: string;
    readonly monitorSelector: Record<string, string>;
  }) => {
    const environment = { ...defaultEnvironment, ...(prometheus && { prometheus }) };
    const { scrapes, notModelled } = readScrapes(discover(readResourcesOf(yaml), environment));
    t.deepEqual(
      notModelled.map(({ resource, field }) => `${resource} ${field}`),
      [
        'ServiceMonitor/shop/web spec.endpoints[1].relabelings',
        'ServiceMonitor/shop/web spec.serviceDiscoveryRole',
      ],
    );
    return scrapes[0]?.isPicked;
  };
  t.is(picked(), 'unknown');
  t.is(picked({ namespace: 'monitoring', monitorSelector: {} }), 'yes');
  t.is(picked({ namespace: 'monitoring', monitorSelector: { release: 'other' } }), 'yes');
  t.is(picked({ namespace: 'monitoring', monitorSelector: { release: 'prometheus' } }), 'no');
});
