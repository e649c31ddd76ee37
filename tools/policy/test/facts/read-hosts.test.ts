import test from 'ava';

import { readHosts } from '../../src/facts/read-hosts.ts';

/** `scheme host port line`, `~` for one that is loose, `@` for an address. */
function show(text: string, variable: string, isFree: boolean): string[] {
  return readHosts(text, { variable, isFree }).map(
    ({ scheme, host, port, line, isLoose, isAddress }) =>
      [
        scheme || '-',
        `${isAddress ? '@' : ''}${isLoose ? '~' : ''}${host}`,
        port ?? '-',
        line,
      ].join(' '),
  );
}

const VALUES: readonly (readonly [string, string, readonly string[]])[] = [
  ['GO_SERVER_URL', 'http://go-server:9000/echo', ['http go-server 9000 1']],
  ['GO_SERVER_URL', 'http://go-server.backend', ['http go-server.backend - 1']],
  [
    'DATABASE_URL',
    'postgres://app:p%40ss@db.data.svc.cluster.local:5432/app',
    ['postgres db.data.svc.cluster.local 5432 1'],
  ],
  ['DATABASE_URL', 'postgres://$(USER):$(PASSWORD)@db:5432/app', ['postgres db 5432 1']],
  ['X', 'jdbc:postgresql://db.data.svc:5432/app?ssl=true', ['postgresql db.data.svc 5432 1']],
  [
    'X',
    'mongodb://a-0.a.data.svc:27017,a-1.a.data.svc:27017/x',
    ['mongodb a-0.a.data.svc 27017 1', '- a-1.a.data.svc 27017 1'],
  ],
  ['X', 'dns:///go-server.backend.svc:9000', ['dns go-server.backend.svc 9000 1']],
  ['X', 'http://[fd00:10:43::7]:80/x', ['http @fd00:10:43::7 80 1']],
  ['X', 'http://10.43.0.7/x', ['http @10.43.0.7 - 1']],
  [
    'BROKERS',
    'event-log-0.event-log-peers:6222,event-log-1.event-log-peers:6222',
    ['- event-log-0.event-log-peers 6222 1', '- event-log-1.event-log-peers 6222 1'],
  ],
  ['REDIS_HOST', 'redis', ['- redis - 1']],
  ['REDIS_HOSTS', 'redis-0.redis, redis-1.redis', ['- redis-0.redis - 1', '- redis-1.redis - 1']],
  ['REDIS_ADDR', 'redis:6379', ['- redis 6379 1']],
  [
    'X',
    '_client._tcp.event-log.data.svc.cluster.local',
    ['- _client._tcp.event-log.data.svc.cluster.local - 1'],
  ],
  [
    '',
    '--upstream=go-server.backend.svc.cluster.local.:9000',
    ['- go-server.backend.svc.cluster.local 9000 1'],
  ],
  ['X', 'go-server:9000', ['- ~go-server 9000 1']],
  ['LIMITS', 'memory:1024', ['- ~memory 1024 1']],
  ['SIDECAR_IMAGE', 'redis:6379', []],
  ['CACHE', 'redis:7', []],
  ['', '--user=app:1000', []],
  ['', '--backend=go-server:9000', ['- go-server 9000 1']],
  // Placeholders, paths, places to listen at, words.
  ['GO_SERVER_URL', 'http://$(GO_SERVER_HOST):9000', []],
  ['GO_SERVER_URL', 'http://${HOST}:9000', []],
  ['GO_SERVER_URL', 'http://go-server-{{ .Env }}.backend.svc:9000', []],
  ['GO_SERVER_URL', 'http://<host>:80', []],
  ['GO_SERVER_HOST', '$(NAME).backend.svc', []],
  ['GO_SERVER_HOST', '${NAME}.backend.svc.cluster.local', []],
  ['GO_SERVER_HOST', 'all', []],
  ['BASE_URL', '/api', []],
  ['BASE_URL', 'api', []],
  ['BIND_ADDR', 'app:80', []],
  ['NO_PROXY', '.svc,.cluster.local,go-server.backend.svc', []],
  ['SOCKET_URL', 'unix:///var/run/app.sock', []],
  ['BUCKET_URL', 's3://backups/x', []],
  ['LISTEN', ':8080', []],
  ['IMAGE', 'registry.example.com/go-server:1234', []],
  ['TIME', '12:30', []],
  ['SAN', '*.backend.svc.cluster.local', []],
];

test('hosts in one value', (t) => {
  for (const [variable, text, expected] of VALUES) {
    t.deepEqual(show(text, variable, false), expected, `${variable}=${text}`);
  }
});

const FILE = `# http://commented.example.com
server go-server:9000;  # http://also-commented
location / { proxy_pass http://backend-api.backend.svc.cluster.local:80; }
targets: ['helper-server:8080', "event-log.data.svc:7777"]
self.svc.call(x); main.go:42
chown app:1000 /data
see (https://docs.example.com/x).
no_proxy: a.b.svc
upstream pool { server frontend.edge:3000; }
proxy_pass http://pool;
`;

test('hosts in a text of several lines', (t) => {
  t.deepEqual(show(FILE, '', true), [
    '- ~go-server 9000 2',
    'http backend-api.backend.svc.cluster.local 80 3',
    '- ~helper-server 8080 4',
    '- event-log.data.svc 7777 4',
    '- main.go 42 5',
    'https docs.example.com - 7',
    '- frontend.edge 3000 9',
  ]);
});

test('the time is linear in the text', (t) => {
  for (const unit of ['a', 'a.', 'a://', 'http://a:1 ', ')', 'http://)', 'a:1', 'a:100 ', '_']) {
    const started = performance.now();
    readHosts(unit.repeat(1_000_000 / unit.length), { variable: 'X_URL', isFree: true });
    t.true(performance.now() - started < 2000, unit);
  }
});
