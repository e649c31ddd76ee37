import fc from 'fast-check';
import type { Configuration } from './reloading-server.ts';

/** Properties of the block of each directive. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  acl: ['allow', 'block', 'filter', 'drop', 'ALLOW'],
  any: [],
  auto: ['directory', 'reload', 'upstream'],
  autopath: [],
  bind: ['except'],
  bufsize: [],
  cache: [
    'success',
    'denial',
    'prefetch',
    'serve_stale',
    'serve_stale_policy',
    'servfail',
    'disable',
    'keepttl',
  ],
  cancel: [],
  chaos: [],
  debug: [],
  dns64: ['prefix', 'translate_all', 'allow_ipv4'],
  dnssec: ['key', 'cache_capacity'],
  dnstap: ['skipverify', 'tls', 'identity', 'version', 'extra'],
  dynupdate: ['database', 'max_records', 'file', 'allow'],
  erratic: ['drop', 'delay', 'truncate', 'large'],
  errors: ['stacktrace', 'consolidate'],
  etcd: [
    'stubzones',
    'fallthrough',
    'path',
    'endpoint',
    'credentials',
    'min-lease-ttl',
    'no_apex_fallback',
    'tls',
  ],
  file: ['fallthrough', 'reload', 'reload_by_mtime', 'upstream'],
  forward: [
    'except',
    'max_fails',
    'health_check',
    'force_tcp',
    'prefer_udp',
    'tls',
    'tls_servername',
    'expire',
    'max_age',
    'max_idle_conns',
    'read_timeout',
    'doh_method',
    'policy',
    'max_concurrent',
    'next',
    'next_on_nodata',
    'failfast_all_unhealthy_upstreams',
    'failover',
    'resolver',
    'source_address',
    'max_connect_attempts',
  ],
  geoip: ['edns-subnet'],
  grpc: ['except', 'tls', 'tls_servername', 'policy', 'fallthrough'],
  grpc_server: ['max_streams', 'max_connections'],
  header: ['query', 'response', 'RESPONSE'],
  health: ['lameduck'],
  hosts: [
    'fallthrough',
    'fallthrough_unsupported',
    'no_reverse',
    'ttl',
    'reload',
    '192.0.2.1',
    '2001:db8::1',
  ],
  https: ['max_streams', 'max_connections'],
  https3: ['max_streams', 'max_connections'],
  k8s_external: ['ttl', 'apex', 'headless', 'fallthrough'],
  kubernetes: [
    'endpoint_pod_names',
    'pods',
    'namespaces',
    'endpoint',
    'tls',
    'labels',
    'namespace_labels',
    'fallthrough',
    'ttl',
    'noendpoints',
    'zonal',
    'ignore',
    'multicluster',
    'startup_timeout',
    'apiserver_qps',
    'apiserver_burst',
  ],
  loadbalance: ['prefer', 'reload'],
  local: ['localhost_prefix'],
  log: ['class'],
  loop: [],
  metadata: [],
  minimal: [],
  multisocket: [],
  nomad: ['address', 'filter', 'token', 'ttl', 'TTL'],
  nsid: [],
  pprof: ['block'],
  prometheus: ['runtime_metrics', 'tls'],
  proxyproto: ['allow', 'default', 'udp_session_tracking', 'tlv_metadata'],
  quic: ['max_streams', 'max_connections', 'worker_pool_size'],
  ready: ['monitor'],
  rewrite: ['name', 'ttl', 'type', 'class', 'continue', 'rcode', 'cname', 'edns0'],
  root: [],
  route53: ['aws_access_key', 'fallthrough', 'credentials', 'refresh', 'upstream'],
  secondary: ['transfer', 'catalog', 'fallthrough'],
  shed: [],
  siit: ['ipv6_prefix', 'eam'],
  sign: ['key', 'directory'],
  template: [
    'match',
    'answer',
    'additional',
    'authority',
    'rcode',
    'ederror',
    'fallthrough',
    'upstream',
  ],
  timeouts: ['read', 'write', 'idle', 'maxtcpqueries'],
  tls: ['client_auth', 'keylog', 'acme', 'email'],
  trace: [
    'every',
    'service',
    'client_server',
    'datadog_analytics_rate',
    'zipkin_max_batch_size',
    'zipkin_max_batch_interval',
  ],
  transfer: ['to', 'source'],
  tsig: ['secret', 'secrets', 'require', 'require_opcode'],
  view: [],
  whoami: [],
};

const WORDS = [
  '.',
  'example.org',
  'Example.ORG.',
  'corp.example',
  '10.0.0.0/8',
  '192.0.2.0/24',
  '192.0.2.0/23',
  '2001:db8::/32',
  '64:ff9b::/96',
  '127.0.0.1',
  '127.0.0.1:53',
  '192.0.2.1',
  '::1',
  '[::1]:53',
  'tls://127.0.0.1',
  'https://127.0.0.1',
  'dns://127.0.0.2:5353',
  'grpc://127.0.0.1',
  'quic://127.0.0.1',
  'tls://192.0.2.1%dns.example',
  'fe80::1%eth0',
  '0',
  '1',
  '-1',
  '+5',
  '5',
  '30',
  '53',
  '100',
  '3600',
  '65536',
  '99999999999999999999',
  '1.5',
  '0x10',
  '1e3',
  '007',
  '0s',
  '1s',
  '5s',
  '-1s',
  '1h30m',
  '500ms',
  '90',
  '2m',
  '5h',
  '10m',
  'abc',
  '1d',
  '.5s',
  '1h1',
  '-',
  '*',
  'on',
  'off',
  'all',
  'none',
  'type',
  'net',
  'A',
  'AAAA',
  'a',
  'TXT',
  'ANY',
  'NOPE',
  'IN',
  'CH',
  'NXDOMAIN',
  'noerror',
  'NOTIMPL',
  'SERVFAIL',
  '3',
  '24',
  'success',
  'denial',
  'error',
  'warning',
  'show_first',
  'stdout',
  'random',
  'round_robin',
  'sequential',
  'weighted',
  'immediate',
  'verify',
  'prefer_positive',
  'POST',
  'insecure',
  'verified',
  'empty_service',
  'app=web',
  'app',
  'a in (b,c)',
  'a!=b',
  'a in (b',
  '!a',
  'a,,b',
  'continuously',
  'use',
  'from',
  'to',
  'set',
  'clear',
  'aa',
  'ra',
  'xx',
  'exact',
  'prefix',
  'suffix',
  'substring',
  'regex',
  'answer',
  'auto',
  'name',
  'value',
  '(.*)\\.example\\.org',
  '{1}.example.net',
  '{2}',
  '^a(b',
  '[a-z]+',
  'a**',
  '(?P<x>.)',
  'stop',
  'local',
  'append',
  'replace',
  '{qname}',
  '{x}',
  '0xffee',
  '0xfg',
  '65001',
  'nsid',
  'subnet',
  'revert',
  'metadata',
  '{kubernetes/client-namespace}',
  '"{{ .Name }} 60 IN A 192.0.2.7"',
  '"{{ .Name"',
  '"{{ foo }}"',
  '"{{ .Name | bar }}"',
  '"{{ if .Name }}x"',
  '"{{ end }}"',
  '"x"',
  '""',
  '"two words"',
  '/missing/file',
  'custom/weights',
  '@kubernetes',
  '@erratic',
  '@log',
  '/etc/resolv.conf',
  ':8181',
  'localhost:9154',
  ':bad',
  'host',
  'a:b:c',
  '[::1',
  'file',
  '10-20',
  '20-10',
  '5-',
  '-5',
  'ns.example:key',
  'no_rec',
  'domain',
  'nocert',
  'require',
  '64:ff9b::1/64',
  '192.0.2.1/33',
  '{common}',
  '%s',
  'ö.example',
  'until-ready',
] as const;

const KEYS = [
  '.:15301',
  'example.org:15301',
  'Example.ORG.:15301',
  'corp.example:15302',
  'corp.example',
  '10.0.0.0/23:15301',
  '192.0.2.0/24:15301',
  '2001:db8::/31:15301',
  'dns://a.example:15303',
  'tls://a.example:15304',
  'https://a.example:15305',
  'grpc://b.example:15306',
  'quic://b.example:15307',
  'https3://b.example:15308',
  'a.example:99999',
  'a.example:-1',
  'a..example:15301',
  ':15301',
  'a.example:',
  'a.example:x',
  '{$NOPE}:15301',
  '0.0.0.0/0:15301',
  '::/1:15301',
  'a.example:15301,',
  `${'x'.repeat(64)}.example:15301`,
  '(snip)',
  '*.example:15301',
  '0::/8:15301',
];

const word = fc.constantFrom(...WORDS);
const args = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));
const directive = fc.constantFrom(...Object.keys(PROPERTIES));
const plain = fc.constantFrom(
  'errors',
  'log',
  'cache 30',
  'whoami',
  'health',
  'ready',
  'loadbalance',
  'minimal',
  'hosts {\nfallthrough\n}',
);

const stanza: fc.Arbitrary<string> = directive.chain((name) => {
  const known = PROPERTIES[name] ?? [];
  const property =
    known.length > 0
      ? fc.oneof(
          { weight: 12, arbitrary: fc.constantFrom(...known) },
          { weight: 1, arbitrary: word },
        )
      : word;
  const line = fc.tuple(property, args).map(([key, rest]) => `    ${key} ${rest}`);
  const block = fc.oneof(
    { weight: 1, arbitrary: fc.constant('') },
    {
      weight: 2,
      arbitrary: fc.array(line, { maxLength: 4 }).map((lines) => ` {\n${lines.join('\n')}\n  }`),
    },
  );
  return fc.tuple(args, block).map(([rest, body]) => `  ${name} ${rest}${body}`);
});

const rewrite = fc
  .tuple(
    fc.constantFrom('', 'continue ', 'stop '),
    fc.constantFrom(
      'name',
      'ttl',
      'rcode',
      'cname',
      'type',
      'edns0 local',
      'edns0 subnet',
      'name regex',
      'name suffix',
      'name exact',
    ),
    args,
  )
  .map(([mode, type, rest]) => `  rewrite ${mode}${type} ${rest}`);

const template = fc
  .tuple(
    fc.constantFrom('IN A', 'IN ANY', 'ANY ANY', 'IN TXT .', 'CH A example.org'),
    fc.array(
      fc.tuple(
        fc.constantFrom('match', 'answer', 'rcode', 'fallthrough', 'ederror', 'authority'),
        args,
      ),
      { maxLength: 3 },
    ),
  )
  .map(
    ([head, lines]) =>
      `  template ${head} {\n${lines.map(([key, rest]) => `    ${key} ${rest}`).join('\n')}\n  }`,
  );

const body = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: stanza },
      { weight: 3, arbitrary: plain },
      { weight: 2, arbitrary: rewrite },
      { weight: 1, arbitrary: template },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'import custom/*.override',
          'import snip',
          'import missing',
          'import custom/a.*',
          'import',
          'import custom',
          'import [a]*',
          'import custom/\\',
        ),
      },
    ),
    { maxLength: 4 },
  )
  .map((lines) => lines.join('\n'));

const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('.:15301', 'example.org:15302', 'corp.example:15303') },
  { weight: 1, arbitrary: fc.constantFrom(...KEYS) },
);

const block = fc
  .tuple(fc.array(key, { minLength: 1, maxLength: 2 }), body)
  .map(([keys, text]) => `${keys.join(' ')} {\n${text}\n}`);

/** Changes a text where it hurts: a token lost, doubled, put elsewhere. */
function mutate(text: string, [kind, at, insert]: readonly [number, number, string]): string {
  const tokens = text.split(/(\s+)/);
  const index = at % tokens.length;
  switch (kind) {
    case 0:
      return tokens.toSpliced(index, 1).join('');
    case 1:
      return tokens.toSpliced(index, 0, ` ${insert} `).join('');
    case 2:
      return text.slice(0, at % (text.length + 1));
    case 3:
      return tokens.with(index, insert).join('');
    default:
      return text;
  }
}

const mutation = fc.tuple(
  fc.integer({ min: 0, max: 19 }),
  fc.nat(10_000),
  fc.constantFrom(
    '{',
    '}',
    '\n',
    '"',
    '#',
    ',',
    '\\',
    '""',
    '{$HOME_}',
    '{%X%}',
    'import',
    '\r',
    '\ufeff',
    '{ }',
    '\n{\n',
    '}\n',
  ),
);

/** A Corefile with files that it may import, often with something wrong in it. */
export const configurations: fc.Arbitrary<Configuration> = fc
  .tuple(
    fc.array(block, { minLength: 1, maxLength: 2 }),
    fc.option(body, { nil: undefined, freq: 3 }),
    fc.option(fc.tuple(body, fc.constantFrom('a.override', 'b.override', 'a.server', 'c.txt')), {
      nil: undefined,
      freq: 2,
    }),
    mutation,
    mutation,
  )
  .map(([blocks, snippet, custom, first, second]) => {
    const parts = [
      ...(snippet === undefined ? [] : [`(snip) {\n${snippet}\n}`]),
      ...blocks,
      ...(custom?.[1] === 'a.server' ? ['import custom/*.server'] : []),
    ];
    const corefile = mutate(mutate(`${parts.join('\n')}\n`, first), second);
    const files = { 'custom/notes.txt': '' };
    return {
      corefile,
      files: custom ? { ...files, [`custom/${custom[1]}`]: `${custom[0]}\n` } : files,
    };
  });
