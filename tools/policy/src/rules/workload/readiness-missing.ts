import { object, objects } from '@fingerpost/apiserver';
import { runningContainers } from '../../facts/containers.ts';
import type { PlacedContainer } from '../../facts/containers.ts';
import { describeFronts, servers, servingContainers } from '../../facts/servers.ts';
import type { Front, Server } from '../../facts/servers.ts';
import { isDevelopment } from '../../facts/environment-class.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const readinessMissing: Rule = {
  id: 'workload/readiness-missing',
  severity: 'error',
  scope: 'service',
  title: 'A container behind a Service has no readiness probe',
  why: 'Without a readinessProbe a pod is an endpoint as soon as its process starts, before the program listens, and it stays one while the program hangs. Every rollout and every new replica then refuses or loses connections; nothing in the cluster reports it. A liveness or startup probe does not replace it.',
  fix: 'add a readinessProbe (httpGet, tcpSocket, grpc or exec) to the container that listens on the port of the Service',
  silent:
    'For Jobs, DaemonSets, hooks, pods that operators make, pods with readiness gates, Services of which all ports are only scraped, and Services that publish pods that are not ready. A warning in an environment of class development, for webhooks, and where another container of the pod has a readiness probe.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#types-of-probe',
  check: findContainers,
};

function* findContainers(input: RuleInput): Generator<Problem> {
  const isSoft = isDevelopment(input);
  for (const server of input.shared(servers)) {
    const { workload } = server;
    const fronts = server.fronts.filter(({ service }) => !service.publishNotReadyAddresses);
    if (fronts.length === 0 || objects(workload.spec, 'readinessGates').length > 0) continue;
    const running = runningContainers(workload);
    const isPartly = running.some(hasProbe);
    const missing = withoutProbe({ workload, fronts }, running);
    const isMild = isSoft || isPartly || fronts.every(isWebhook);
    for (const container of missing) {
      yield {
        on: workload.stored,
        field: container.field,
        message: `container ${container.name} has no readinessProbe, so ${describeFronts(fronts, 'sends', 'send')} connections to pods of ${workload.kind} ${workload.name} before the program listens`,
        ...(isMild && { severity: 'warning' }),
        related: fronts.map(({ service }) => ({
          on: service.stored,
          field: 'spec.selector',
          message: `Service ${service.name} selects these pods`,
        })),
      };
    }
  }
}

/** The containers that lack it. Where nobody says which one listens, any probe of the pod will do. */
function withoutProbe(
  server: Server,
  running: readonly PlacedContainer[],
): readonly PlacedContainer[] {
  const serving = servingContainers(server);
  if (serving.length > 0) return serving.filter((container) => !hasProbe(container));
  return running.some(hasProbe) ? [] : running.slice(0, 1);
}

function hasProbe({ container }: PlacedContainer): boolean {
  return object(container, 'readinessProbe') !== undefined;
}

function isWebhook({ service, ports }: Front): boolean {
  const words = [service.name, ...ports.flatMap(({ name, targetPort }) => [name, `${targetPort}`])];
  return words.some((word) => word.includes('webhook'));
}
