import { object, text, texts } from '@fingerpost/apiserver';
import type { Scrape } from '@fingerpost/discovery';
import { defaultPort } from '../../facts/default-port.ts';
import { listNames } from '../../facts/list-names.ts';
import { nameAnswers } from '../../facts/name-answers.ts';
import type { Asker, NameAnswer } from '../../facts/name-answers.ts';
import { readHosts } from '../../facts/read-hosts.ts';
import type { FoundHost } from '../../facts/read-hosts.ts';
import { readName } from '../../facts/read-name.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const probeTarget: Rule = {
  id: 'monitor/probe-target',
  severity: 'error',
  scope: 'environment',
  title: 'A Probe asks for a name or a port that nothing has',
  why: 'The prober answers `probe_success 0` from the first day on: the alert is silenced as a known one, or the prober itself is not found and there is no series at all.',
  fix: 'name a Service with its namespace, and one of its ports',
  silent:
    'Names that only a server outside of the cluster knows, names of one label where nobody knows the namespace of the prober, and namespaces that plain files do not have.',
  source:
    'https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ProbeSpec',
  check: findTargets,
};

function* findTargets(input: RuleInput): Generator<Problem> {
  const { prometheus, clusterDomain } = input.model.environment;
  const answer = input.shared(nameAnswers);
  for (const scrape of input.model.scrapes) {
    const { stored, kind, pools } = scrape;
    if (kind !== 'Probe' || !input.isChecked(stored)) continue;
    const spec = object(stored.object, 'spec');
    const [prober] = hostsOf(text(object(spec, 'prober'), 'url'));
    // Prometheus asks for the prober, the prober for its targets.
    const server = prometheus && askerIn(prometheus.namespace);
    const isAsked = prober !== undefined && (server !== undefined || prober.host.includes('.'));
    const found = isAsked ? answer(prober.host, server ?? askerIn(stored.namespace)) : undefined;
    if (prober && found) yield* problemsOf(scrape, 'spec.prober.url', prober, found, 'Prometheus');
    const asker = proberOf(found) ?? proberIn(prober, stored.namespace, clusterDomain);
    for (const [index, target] of texts(
      object(object(spec, 'targets'), 'staticConfig'),
      'static',
    ).entries()) {
      const field = `spec.targets.staticConfig.static[${index}]`;
      for (const host of hostsOf(target)) {
        if (host.isAddress || (!asker && !host.host.includes('.'))) continue;
        yield* problemsOf(
          scrape,
          field,
          host,
          answer(host.host, asker ?? askerIn(stored.namespace)),
          'the prober',
        );
      }
    }
    if (pools.some(({ empty }) => empty.some(({ reason }) => reason === 'no-targets'))) {
      yield {
        on: stored,
        field: 'spec.targets',
        message: `Probe ${stored.name} has no target`,
        fix: 'name one in targets.staticConfig.static',
      };
    }
  }
}

/** A target is a URL, `host:port`, or a host. */
function hostsOf(target: string): FoundHost[] {
  return readHosts(target, { variable: 'TARGET_ADDR', isFree: false });
}

/** The pods of the prober, where they are known. */
function proberOf(found: NameAnswer | undefined): Asker | undefined {
  return found?.kind === 'service' ? found.service.workloads[0]?.workload : undefined;
}

/** Else its namespace, where its name says it. */
function proberIn(
  prober: FoundHost | undefined,
  home: string,
  clusterDomain: string,
): Asker | undefined {
  if (!prober?.host.includes('.')) return undefined;
  const [reading] = readName(prober.host, home, clusterDomain).readings;
  return reading?.namespace === undefined ? undefined : askerIn(reading.namespace);
}

function askerIn(namespace: string): Asker {
  return { namespace, name: '', hostNetwork: false, pods: [], spec: {} };
}

function* problemsOf(
  { stored }: Scrape,
  field: string,
  { host, port: written, scheme }: FoundHost,
  answer: NameAnswer,
  who: string,
): Generator<Problem> {
  const missing = `${who} finds nothing by the name ${host}`;
  switch (answer.kind) {
    case 'nowhere': {
      const { near, reading } = answer;
      const why =
        near?.difference === 'domain' || near?.difference === 'svc' || near?.difference === 'order'
          ? ''
          : `: namespace ${reading.namespace ?? ''} has no Service ${reading.service}`;
      yield {
        on: stored,
        field,
        message: `${missing}${why}`,
        ...(near && { fix: `write ${near.name.slice(0, -1)}` }),
      };
      return;
    }
    case 'other-namespace': {
      const [service] = answer.others;
      const spaces = listNames(answer.others.map(({ namespace }) => namespace));
      yield {
        on: stored,
        field,
        message: `${missing}: namespace ${answer.reading.namespace} has no Service ${answer.reading.service}, namespace ${spaces} has one`,
        ...(service && { fix: `write ${service.name}.${service.namespace}.svc` }),
      };
      return;
    }
    case 'pod-missing':
      yield {
        on: stored,
        field,
        message: `${missing}: Service ${answer.service.name} has no pod ${answer.pod}`,
      };
      return;
    case 'service': {
      const { service, isPod } = answer;
      const port = written ?? defaultPort(scheme);
      const isTranslated =
        service.addressing === 'cluster-ip' && !isPod && service.ports.length > 0;
      if (!isTranslated || port === undefined || service.ports.some((own) => own.port === port))
        return;
      const ports = listNames(service.ports.map((own) => String(own.port)));
      yield {
        on: stored,
        field,
        message: `${who} connects to ${host} on port ${port}, and Service ${service.name} has only ${ports}`,
        related: [{ on: service.stored, field: 'spec.ports', message: 'its ports' }],
        fix: `write one of the ports of Service ${service.name}: ${ports}`,
      };
      return;
    }
    default:
  }
}
