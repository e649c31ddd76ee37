import { add, inDev, inProd, remove, set } from './mutation.ts';
import type { Mutation } from './mutation.ts';

const MONITOR = 'ServiceMonitor/backend/go-server';
const PROBE = 'Probe/data/postgres-external';
const TARGET = 'spec.targets.staticConfig.static[0]';
const RULE = 'PrometheusRule/monitoring/cluster-dns';
const PROXY = 'PrometheusRule/monitoring/service-proxy';
const SERVICE = 'Service/backend/go-server';
const DEPLOYMENT = 'Deployment/backend/go-server';
const POD_ANNOTATIONS = 'spec.template.metadata.annotations';

/** A second monitor of the same pods. */
const TWIN = `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: backend-metrics
  namespace: monitoring
  labels: {release: prometheus}
spec:
  namespaceSelector: {matchNames: [backend]}
  selector: {matchLabels: {app.kubernetes.io/name: go-server}}
  endpoints: [{port: metrics}]
`;

/** Mistakes in what Prometheus is told. */
export const monitor: readonly Mutation[] = [
  inDev(
    'monitor/selects-nothing',
    'labels of nobody',
    set(MONITOR, 'spec.selector.matchLabels', { 'app.kubernetes.io/name': 'go-servr' }),
    ['monitor/service-missed'],
  ),
  inProd(
    'monitor/selects-nothing',
    'another namespace',
    set('ServiceMonitor/data/event-log', 'spec.namespaceSelector', { matchNames: ['edge'] }),
    ['monitor/service-missed'],
  ),
  inDev('monitor/port-missing', 'a number', set(MONITOR, 'spec.endpoints[0].port', '9100')),
  inDev(
    'monitor/port-missing',
    'the Service calls it otherwise',
    set(SERVICE, 'spec.ports[metrics].name', 'prom'),
  ),
  inDev('monitor/service-missed', 'the monitor is gone', { do: 'drop', on: MONITOR }),
  inProd('monitor/service-missed', 'a monitor for one Service less', {
    do: 'drop',
    on: 'ServiceMonitor/backend/helper-server',
  }),
  inDev('monitor/scraped-twice', 'a monitor for all of a namespace', add(TWIN, 'monitoring')),
  inDev(
    'monitor/annotation-contradicts',
    'the port of the requests',
    set(DEPLOYMENT, POD_ANNOTATIONS, {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '9000',
    }),
    ['policy/scrape-blocked'],
  ),
  inDev(
    'monitor/annotation-contradicts',
    'a name',
    set(SERVICE, 'metadata.annotations', {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': 'metrics',
    }),
  ),
  inDev(
    'monitor/annotation-unused',
    'annotations beside a monitor',
    set(DEPLOYMENT, POD_ANNOTATIONS, {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '9100',
    }),
  ),
  inDev('monitor/not-picked-up', 'no label', remove(MONITOR, 'metadata.labels.release')),
  inDev('monitor/probe-target', 'a name of nobody', set(PROBE, TARGET, 'postgres.data.svc:5432')),
  inDev('monitor/probe-target', 'a short name', set(PROBE, TARGET, 'go-server:9000')),
  inProd(
    'monitor/probe-target',
    'another port',
    set(PROBE, TARGET, 'http://go-server.backend.svc'),
  ),
  inDev(
    'monitor/rule-unknown-metric',
    'a metric of an older CoreDNS',
    set(RULE, 'spec.groups[0].rules[0].expr', 'rate(coredns_forward_responses_total[5m])'),
  ),
  inDev(
    'monitor/rule-unknown-metric',
    'a misspelt metric',
    set(
      PROXY,
      'spec.groups[0].rules[0].expr',
      'kubeproxy_network_programming_duration_sconds_count',
    ),
  ),
  inDev(
    'monitor/rule-kube-proxy-job',
    'the job of other clusters',
    set(PROXY, 'spec.groups[0].rules[1].expr', 'absent(up{job="kube-proxy"} == 1)'),
  ),
  inDev(
    'monitor/rule-kube-proxy-job',
    'as a pattern',
    set(PROXY, 'spec.groups[0].rules[1].expr', 'up{job=~".*kube-proxy"} == 0'),
  ),
];
