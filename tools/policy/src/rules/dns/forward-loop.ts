import { corefileFacts, placeInCorefile } from '../../facts/corefile.ts';
import type { CorefileText } from '../../facts/corefile.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const forwardLoop: Rule = {
  id: 'dns/forward-loop',
  severity: 'error',
  scope: 'environment',
  title: 'CoreDNS forwards questions to itself',
  why: 'A question goes round and round until it times out, each time as another one: names of the zone never resolve, and CoreDNS runs out of memory or, with the plugin loop, ends.',
  fix: 'forward to the name server that knows the zone, outside of the cluster',
  silent:
    'Without an environment, where the address of the cluster DNS is not the usual one of k3s, kubeadm or EKS and no manifest names it.',
  source: 'https://coredns.io/plugins/loop/#troubleshooting',
  check: findLoops,
};

/** The addresses of the cluster DNS of kubeadm, k3s and EKS where nobody says otherwise. */
const USUAL: readonly string[] = ['10.96.0.10', '10.43.0.10', '172.20.0.10', '10.100.0.10'];
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;

function* findLoops(input: RuleInput): Generator<Problem> {
  const { main, additions } = input.shared(corefileFacts);
  const own = new Set(ownAddresses(input));
  const name = `.svc.${input.model.environment.clusterDomain}`;
  for (const text of main ? [main, ...additions] : additions) {
    for (const { line, column, upstream } of forwards(text)) {
      const [host, port] = splitUpstream(upstream);
      const isOwn =
        own.has(host) ||
        LOOPBACK.test(host) ||
        /^(?:kube-dns|coredns)\.kube-system(?:\.|$)/.test(host);
      if (!isOwn || port !== '53') continue;
      const what = host.endsWith(name) || own.has(host) ? 'the cluster DNS' : 'CoreDNS';
      yield {
        ...placeInCorefile(text, { line, column }),
        message: `${text.key} forwards to ${upstream}, which is ${what} itself: the question comes back and goes round until it times out`,
      };
    }
  }
}

/** The addresses of the cluster DNS. */
function ownAddresses({ model, complete }: RuleInput): readonly string[] {
  const services = model.services.filter(
    ({ namespace, stored }) =>
      namespace === 'kube-system' && stored.labels.get('k8s-app') === 'kube-dns',
  );
  const written = services.flatMap(({ clusterIPs }) => clusterIPs);
  const literal = written.filter((address) => /^[\d.]+$|:/.test(address));
  if (literal.length > 0) return literal;
  return complete ? model.environment.serviceCIDRs.flatMap(tenthOf) : USUAL;
}

/** The address that installers give to the cluster DNS: the tenth of the range. */
function tenthOf(cidr: string): string[] {
  const [, prefix] = /^(\d+\.\d+\.\d+)\.0\//.exec(cidr) ?? [];
  return prefix === undefined ? [] : [`${prefix}.10`];
}

interface Forward {
  readonly line: number;
  readonly column: number;
  readonly upstream: string;
}

/** The upstreams of `forward FROM TO...`, also of those that CoreDNS would not reach because something else is wrong. */
function forwards({ text }: CorefileText): Forward[] {
  return text.split('\n').flatMap((line, index) => {
    const [, code = ''] = /^([^#]*)/.exec(line) ?? [];
    const [directive, , ...to] = code.trim().split(/\s+/);
    if (directive !== 'forward') return [];
    const column = code.search(/\S/) + 1;
    return to
      .filter((word) => word !== '{')
      .map((upstream) => ({ line: index + 1, column, upstream }));
  });
}

function splitUpstream(upstream: string): readonly [host: string, port: string] {
  const address = upstream.replace(/^dns:\/\//, '').toLowerCase();
  const [, inner, rest = ''] = /^\[([^\]]*)\](.*)$/.exec(address) ?? [];
  if (inner !== undefined) return [inner, rest.replace(/^:/, '') || '53'];
  const parts = address.split(':');
  if (parts.length > 2) return [address, '53'];
  return [(parts[0] ?? '').replace(/\.$/, ''), parts[1] ?? '53'];
}
