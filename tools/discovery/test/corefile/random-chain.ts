import fc from 'fast-check';

/** Where the server listens that all others forward to, and an address at which nobody listens. */
export const UPSTREAM = '127.0.0.1:15400';
export const NOBODY = '127.0.0.1:15999';

/** Zone files, by their name. */
export const ZONES: Readonly<Record<string, string>> = {
  'db.example.com': `$TTL 60
@ IN SOA ns.example.com. admin.example.com. 1 3600 600 86400 30
@ NS ns
ns A 203.0.113.53
db A 203.0.113.5
db AAAA 2001:db8:53::5
v4only A 203.0.113.6
v6only AAAA 64:ff9b::cb00:7105
alias CNAME db
long CNAME alias
out CNAME intranet.corp.example.
loop CNAME loop2
loop2 CNAME loop
self CNAME self
mail 300 MX 10 db
_sip._tcp SRV 1 2 5060 db
text TXT "one" "two"
old DNAME new
host.new A 203.0.113.7
sub NS ns.sub
ns.sub A 203.0.113.54
a.b.ent A 203.0.113.8
*.wild A 203.0.113.9
*.wildalias CNAME db
x.y.wild TXT z
5.113.0.203.in-addr.arpa.example.com. PTR db
`,
  'db.corp.example': `$ORIGIN corp.example.
@ 3600 IN SOA ns admin 7 3600 600 86400 1800
intranet 120 IN A 203.0.113.30
back 5 CNAME db.example.com.
gone CNAME nope.example.com.
`,
};

const names = [
  'db.example.com',
  'alias.example.com',
  'long.example.com',
  'out.example.com',
  'loop.example.com',
  'self.example.com',
  'mail.example.com',
  '_sip._tcp.example.com',
  'text.example.com',
  'host.old.example.com',
  'old.example.com',
  'x.sub.example.com',
  'b.ent.example.com',
  'ent.example.com',
  'w.wild.example.com',
  'y.wild.example.com',
  'q.y.wild.example.com',
  'z.wildalias.example.com',
  'v4only.example.com',
  'v6only.example.com',
  'nope.example.com',
  'example.com',
  'intranet.corp.example',
  'back.corp.example',
  'gone.corp.example',
  'corp.example',
  'web.dev.example',
  'a.b.dev.example',
  'dev.example',
  'legacy.hosts.example',
  'x.star.hosts.example',
  'localhost',
  'localhost.dev.example',
  'a.localhost',
  '44.113.0.203.in-addr.arpa',
  '1.0.0.127.in-addr.arpa',
  'version.bind',
  '',
  'WEB.Dev.Example',
  'DB.example.COM',
];

/** Names and types to ask for. */
export const questions = names.flatMap((name) =>
  ['A', 'AAAA', 'CNAME', 'SRV', 'MX', 'TXT', 'NS', 'SOA', 'PTR', 'ANY', 'DS'].map((type) => ({
    name: `${name}.`,
    type,
  })),
);

const some = fc.constantFrom;
const name = some(
  'db.example.com',
  'web.dev.example',
  'intranet.corp.example',
  'alias.example.com',
  'new.example.com',
  'legacy.hosts.example',
  'v4only.example.com',
);
const suffix = some('.dev.example', '.example.com', 'example.com', '.corp.example', 'example');
const prefix = some('db.', 'web.', 'a', 'w');
const pattern = some(
  '(.*)\\.dev\\.example\\.',
  '^(.*)\\.(.*)\\.example\\.com\\.$',
  '([a-z]+)\\.',
  '.*',
  '^db',
);
const replacement = some(
  '{1}.example.com',
  '{1}.corp.example',
  'db.example.com',
  '{0}',
  'x.{1}.example.com',
);
const simple = some('{1}.example.com', 'db.example.com');
const answers = fc.oneof(
  { weight: 2, arbitrary: some('', 'answer auto') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(some('name', 'value'), some('(.*)\\.example\\.com', '([^.]*)\\.(.*)'), simple)
      .map(([part, from, to]) => `answer ${part} ${from} ${to}`),
  },
);

const rewriteRule = fc.oneof(
  fc.tuple(name, name).map(([from, to]) => `name ${from} ${to}`),
  fc.tuple(name, name, answers).map(([from, to, more]) => `name exact ${from} ${to} ${more}`),
  fc.tuple(suffix, suffix, answers).map(([from, to, more]) => `name suffix ${from} ${to} ${more}`),
  fc.tuple(prefix, prefix, answers).map(([from, to, more]) => `name prefix ${from} ${to} ${more}`),
  fc
    .tuple(some('dev', 'corp', 'example'), some('corp', 'dev.example', 'com'), answers)
    .map(([from, to, more]) => `name substring ${from} ${to} ${more}`),
  fc
    .tuple(pattern, replacement, answers)
    .map(([from, to, more]) => `name regex ${from} ${to} ${more}`),
  fc
    .tuple(some('A', 'AAAA', 'ANY', 'MX'), some('AAAA', 'A', 'TXT'))
    .map(([from, to]) => `type ${from} ${to}`),
  fc
    .tuple(
      some('', 'exact db.example.com', 'suffix example.com', 'regex .*', 'substring dev'),
      some('10', '10-20', '300-', '-7'),
    )
    .map(([match, ttl]) => `ttl ${match || 'db.example.com'} ${ttl}`),
  fc
    .tuple(
      some('exact db.example.com', 'suffix example.com', 'regex .*'),
      some('NXDOMAIN', 'SERVFAIL', 'REFUSED', 'NOERROR'),
      some('NOERROR', 'NXDOMAIN', 'SERVFAIL', 'YXDOMAIN'),
    )
    .map(([match, from, to]) => `rcode ${match} ${from} ${to}`),
  fc
    .tuple(
      some(
        'exact db.example.com. v4only.example.com.',
        'suffix .example.com. .corp.example.',
        'prefix db back',
        'regex (.*)\\.example\\.com\\. {1}.corp.example.',
        'substring db v4only',
      ),
    )
    .map(([rule]) => `cname ${rule}`),
  some('edns0 local set 65001 abc', 'edns0 nsid replace', 'class IN CH'),
);

const rewrite = fc
  .tuple(some('', 'continue ', 'stop '), rewriteRule)
  .map(([mode, rule]) => `rewrite ${mode}${rule}`);

const template = fc
  .tuple(
    some(
      'IN A dev.example',
      'IN ANY dev.example',
      'IN AAAA',
      'ANY ANY corp.example',
      'IN A example.com dev.example',
      'IN MX .',
    ),
    some(
      '',
      'match ^(?P<first>[a-z]+)\\.(.*)$',
      'match ^web',
      'match nope',
      'match (^w) (^a)',
      'match "^db[.]"',
    ),
    some(
      'answer "{{ .Name }} 60 IN A 203.0.113.99"',
      'answer "{{ .Name }} 60 IN CNAME db.example.com."',
      'answer "{{ .Group.first }}.{{ .Zone }} 5 IN A 203.0.113.98"',
      'answer "{{ index .Match 1 }}.x. A 192.0.2.1" "{{ .Name }} IN TXT {{ .Type }}-{{ .Class }}"',
      'rcode NXDOMAIN',
      'rcode REFUSED',
      'rcode SERVFAIL',
      'answer "bad record"',
      'answer "{{ if eq .Type `A` }}{{ .Name }} 7 IN A 192.0.2.7{{ else }}{{ .Name }} 7 IN AAAA 2001:db8::7{{ end }}"',
      'additional "x. 60 IN A 192.0.2.3"',
      'authority "{{ .Zone }} 60 IN SOA ns.{{ .Zone }} admin.{{ .Zone }} 1 60 60 60 60"',
      'answer "{{ .Nope }}"',
      'answer "{{ .Name | printf `%s` }} 9 IN A 192.0.2.9"',
      'answer ""',
      'answer "{{ .Group.nope }}x. 60 IN A 192.0.2.4"',
      'answer "{{ slice .Name 0 3 }}. 60 IN A 192.0.2.5"',
      'answer "{{- /* x */ -}} {{ len .Match }}.n. 60 IN A 192.0.2.6"',
    ),
    some('', 'fallthrough', 'fallthrough dev.example'),
  )
  .map(
    ([head, match, body, fall]) =>
      `template ${head} {\n    ${match}\n    ${body}\n    ${fall}\n  }`,
  );

const hosts = fc
  .tuple(
    some('.', 'hosts.example', 'hosts.example dev.example'),
    some('', 'fallthrough', 'fallthrough dev.example'),
    some('', 'no_reverse', 'ttl 77'),
  )
  .map(
    ([zones, fall, option]) =>
      `hosts ZONES/hosts ${zones} {\n    203.0.113.44 legacy.hosts.example other.hosts.example # comment\n    203.0.113.45 legacy.hosts.example *.star.hosts.example\n    2001:db8::44 web.dev.example\n    ${option}\n    ${fall}\n  }`,
  );

const acl = fc
  .tuple(
    some('', 'example.com', 'dev.example corp.example'),
    some('block', 'filter', 'allow', 'drop'),
    some('', 'type A', 'type AAAA MX', 'net 127.0.0.0/8', 'type A net 10.0.0.0/8', 'net *'),
  )
  .map(([zones, action, what]) => `acl ${zones} {\n    ${action} ${what}\n  }`);

const file = some(
  'file ZONES/db.example.com example.com',
  'file ZONES/db.corp.example corp.example',
  'file ZONES/db.example.com example.com {\n    fallthrough\n  }',
  'file ZONES/missing gone.example dev.example',
);

const forward = fc
  .tuple(
    some('.', 'example.com', 'corp.example'),
    some(UPSTREAM, UPSTREAM, NOBODY, `${NOBODY} ${UPSTREAM}`),
    some('', 'except dev.example', 'except alias.example.com', 'next NXDOMAIN', 'next_on_nodata'),
  )
  .map(([from, to, option]) => `forward ${from} ${to} {\n    ${option}\n    max_fails 0\n  }`);

const plugin = fc.oneof(
  { weight: 5, arbitrary: rewrite },
  { weight: 3, arbitrary: template },
  { weight: 2, arbitrary: hosts },
  { weight: 1, arbitrary: acl },
  { weight: 2, arbitrary: file },
  { weight: 4, arbitrary: forward },
  {
    weight: 5,
    arbitrary: some(
      'cache 30',
      'cache',
      'cache 20 example.com',
      'cache {\n    success 100 40 20\n    denial 100 15\n  }',
    ),
  },
  {
    weight: 3,
    arbitrary: some(
      'minimal',
      'any',
      'local',
      'loadbalance',
      'errors',
      'log',
      'chaos CoreDNS-x',
      'header {\n    response set aa\n  }',
      'header {\n    response clear aa ra\n  }',
    ),
  },
  {
    weight: 2,
    arbitrary: some(
      'dns64 {\n    allow_ipv4\n  }',
      'dns64 {\n    allow_ipv4\n    translate_all\n    prefix 2001:db8:64::/96\n  }',
      'dns64',
      'siit',
      'siit {\n    eam 192.0.2.200 2001:db8:53::5\n  }',
    ),
  },
  {
    weight: 1,
    arbitrary: some('autopath ZONES/resolv.conf', 'whoami', 'erratic {\n    drop 0\n  }'),
  },
);

/** A plugin stands once in a block; rewrite, template, forward and acl as often as one likes. */
const REPEATED = ['rewrite', 'template', 'forward', 'acl', 'file', 'log', 'loadbalance'];

/** What stands in a server block. */
export const chains: fc.Arbitrary<readonly string[]> = fc
  .array(plugin, { minLength: 1, maxLength: 7 })
  .map((lines) =>
    lines.filter((line, index) => {
      const word = line.split(' ')[0] ?? '';
      return (
        REPEATED.includes(word) ||
        lines.findIndex((other) => other.split(' ')[0] === word) === index
      );
    }),
  );
