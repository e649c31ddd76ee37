import fc from 'fast-check';

/** Generators of YAML texts, well-formed and not, that go where readers and printers of YAML disagree. */

/** Characters that some stage treats in a way of its own. */
const character = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...'abcxyz') },
  { weight: 4, arbitrary: fc.constant(' ') },
  { weight: 2, arbitrary: fc.constantFrom(...'0159-+.:_eExob') },
  { weight: 2, arbitrary: fc.constantFrom(...`#,[]{}&*!|>'"%@\`?=<~\\/$()^;`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        '\t',
        '\n',
        '\r',
        '\0',
        '\x1b',
        '\x7f',
        '\x85',
        '\xa0',
        '\xe9',
        '\u0101',
        '\u2028',
        '\u2029',
      ],
      ...[
        '\u200b',
        '\u20ac',
        '\ud7ff',
        '\ue000',
        '\ufeff',
        '\ufffd',
        '\u{1f600}',
        '\u{10ffff}',
        '\u0663',
      ],
    ),
  },
);

const word = fc.oneof(
  fc.constantFrom(
    'a',
    'abc',
    'the',
    'quick',
    'http://example.com/a?b=c#d',
    "it's",
    'a:b',
    '#c',
    'x',
    '\u00e9t\u00e9',
    '-',
    '---',
    '...',
  ),
  fc.string({ unit: character, maxLength: 6 }),
);

/** Texts of many words, to cross column 80. */
const longText = fc
  .tuple(
    fc.array(word, { minLength: 8, maxLength: 40 }),
    fc.constantFrom(' ', ' ', ' ', '  ', '\n', ' \n'),
  )
  .map(([words, separator]) => words.join(separator));

/** Texts that a reader may take for something else than a string. */
const resolvable = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      '~',
      'null',
      'Null',
      'NULL',
      'nULL',
      'true',
      'True',
      'TRUE',
      'tRUE',
      'false',
      'yes',
      'Yes',
      'YES',
      'no',
      'on',
      'off',
    ],
    ...[
      'y',
      'Y',
      'n',
      'N',
      '.inf',
      '-.inf',
      '+.INF',
      '.nan',
      '.NaN',
      'inf',
      'nan',
      '<<',
      '=',
      '0',
      '-0',
      '+0',
      '-0.0',
      '00',
      '0777',
    ],
    ...[
      '08',
      '0o14',
      '0O14',
      '-0o17',
      '+0o7',
      '0o8',
      '0x1F',
      '0X1f',
      '-0x1F',
      '0x',
      '0xFFFFFFFFFFFFFFFF',
      '0b101',
      '0B1',
      '-0b11',
    ],
    ...[
      '0b-1',
      '0o-7',
      '0b2',
      '1_000',
      '_1',
      '1_',
      '1__0',
      '0_',
      '0x_1',
      '-_1',
      '+_',
      '1e3',
      '1E3',
      '1e+3',
      '1.e5',
      '.e5',
      '.5',
      '5.',
    ],
    ...[
      '+.5',
      '-.5',
      '._5',
      '.5_5',
      '1.2.3',
      '1e',
      '1e400',
      '-1e400',
      '1e-400',
      '9223372036854775807',
      '9223372036854775808',
    ],
    ...[
      '-9223372036854775808',
      '-9223372036854775809',
      '18446744073709551615',
      '18446744073709551616',
      '0777777777777777777777',
    ],
    ...[
      '12345678901234567890',
      '123456789012345678901234567890',
      '1e20',
      '1e21',
      '1e6',
      '1234567.5',
      '0.000001',
      '0.0001',
      '1e-7',
    ],
    ...[
      '12:30',
      '12:30:45',
      '190:20:30.15',
      '1:60',
      '-1:30',
      '2001-01-02',
      '2001-1-2',
      '2001-13-45',
      '2001-02-29',
      '2000-02-29',
    ],
    ...[
      '2001-12-14t21:59:43.10-05:00',
      '2001-12-14T21:59:43Z',
      '2001-12-14 21:59:43.10',
      '2001-12-14 21:59:43.10 -5',
    ],
    ...[
      '2001-1-2T1:2:3Z',
      '2001-01-01T00:00:00+24:00',
      '2001-01-01T00:00:00+23:60',
      '2001-01-01T00:00:00,5Z',
      '0000-01-01',
    ],
    ...[
      '2001-01-01T00:00:00.123456789123Z',
      '2001-01-01T24:00:00Z',
      '2001-01-01T00:00:00-00:00',
      '2001-01-01T00:00:00z',
    ],
  ),
  fc.string({ unit: fc.constantFrom(...'0123456789+-._:eExobTZ '), minLength: 1, maxLength: 12 }),
  fc.double().map(String),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
);

const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: character, maxLength: 14 }) },
  { weight: 2, arbitrary: resolvable },
  { weight: 1, arbitrary: longText },
);

const tag = fc.oneof(
  { weight: 40, arbitrary: fc.constant('') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '!!str ',
      '!local ',
      '! ',
      '!!set ',
      '!<tag:example.com,2000:x> ',
      '!a%41 ',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        '!!int ',
        '!!float ',
        '!!bool ',
        '!!null ',
        '!!binary ',
        '!!timestamp ',
        '!!omap ',
        '!!merge ',
        '!<tag:yaml.org,2002:int> ',
        '!e!x ',
      ],
    ),
  },
);
const anchor = fc.oneof(
  { weight: 20, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('&a ', '&b ') },
);

/** A scalar in one of the styles, on one line unless the text has line breaks of its own. */
const flowScalar = fc.oneof(
  { weight: 4, arbitrary: text.map((value) => JSON.stringify(value)) },
  {
    weight: 3,
    arbitrary: text.map(
      (value) => `'${value.replaceAll("'", "''").replaceAll(/[^\t\n -~\xa0-\ufffd]/gu, '')}'`,
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(word, { minLength: 1, maxLength: 20 })
      .map((words) => words.join(' ').replaceAll(/[^ -~\xa0-\ufffd]/gu, '')),
  },
  { weight: 3, arbitrary: resolvable },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '"\\x7f"',
      '"\\u0085b"',
      '"a\\\n b"',
      '"\\U0001F600"',
      "''",
      '""',
      '"\\N \\L \\P \\_ \\e \\0"',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('x', 'x', 'x', '*a', '*b') },
);

const comment = fc.constantFrom('', '', '', '', '', ' # c', ' #', '\t# t');

/** Lines of a block, indented, with the header that announces them. */
function blockScalar(indent: number): fc.Arbitrary<string> {
  const line = fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .string({ unit: character, maxLength: 10 })
        .map((value) => value.replaceAll('\n', ' ')),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'a',
        'b c',
        '',
        '',
        ' x',
        '  y',
        '\tz',
        'k: v',
        '# no comment',
        '- i',
        'tail ',
      ),
    },
  );
  return fc
    .tuple(
      fc.constantFrom('|', '>'),
      fc.constantFrom('', '', '', '-', '+', '2', '2-', '+2', '1', '4', '0'),
      comment,
      fc.array(line, { maxLength: 6 }),
      fc.constantFrom(indent, indent, indent, indent + 1, indent + 2, Math.max(indent - 1, 0)),
    )
    .map(([indicator, hint, trail, lines, column]) =>
      [
        `${indicator}${hint}${trail}`,
        ...lines.map((entry) => (entry === '' ? '' : ' '.repeat(column) + entry)),
      ].join('\n'),
    );
}

function flowCollection(depth: number): fc.Arbitrary<string> {
  const item =
    depth > 2
      ? flowScalar
      : fc.oneof(
          { weight: 3, arbitrary: flowScalar },
          { weight: 1, arbitrary: fc.constant(depth + 1).chain(flowCollection) },
        );
  const decorated = fc.tuple(anchor, tag, item).map((parts) => parts.join(''));
  const key = fc.oneof(
    fc.constantFrom('a', 'b', 'c1', 'c10', '"q"', '1', '? k', '<<', 'null', ''),
    flowScalar,
  );
  const gap = fc.constantFrom('', '', ' ', '\n    ', ' # c\n    ', '\t');
  return fc.oneof(
    fc
      .array(fc.tuple(gap, decorated), { maxLength: 4 })
      .map((items) => `[${items.map((entry) => entry.join('')).join(',')}]`),
    fc
      .array(fc.tuple(gap, key, fc.constantFrom(': ', ': ', ':', ' : '), decorated), {
        maxLength: 4,
      })
      .map((entries) => `{${entries.map((entry) => entry.join('')).join(',')}}`),
  );
}

const blockKey = fc.oneof(
  {
    weight: 30,
    arbitrary: fc
      .string({ unit: fc.constantFrom(...'abAB019-_./'), minLength: 2, maxLength: 5 })
      .map((key) => `k${key}`),
  },
  {
    weight: 10,
    arbitrary: fc.constantFrom(
      '"a b"',
      "'1'",
      '"a\\tb"',
      'a b',
      'x/y.z',
      '"\\u00e9"',
      '\u00e9',
      '-a',
      'yes',
      '"yes"',
      '"a: b"',
      '"#"',
      'z'.repeat(60),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '1',
      'true',
      'null',
      '~',
      '<<',
      '"<<"',
      '2001-01-01',
      '1.5',
      '*a',
      '&k key',
      '!!str 1',
      '!x y',
      '""',
      "''",
      '"a b"',
    ),
  },
  { weight: 1, arbitrary: flowScalar },
  {
    weight: 1,
    arbitrary: fc.constantFrom(120, 128, 129, 200, 1020, 1025).map((length) => 'k'.repeat(length)),
  },
);

/** A node at an indentation, as it stands behind a `:` or a `-`. */
function blockNode(indent: number, depth: number): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constant(' '), anchor, tag, flowScalar, comment)
        .map((parts) => parts.join('')),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constant(' '), anchor, tag, blockScalar(indent))
        .map((parts) => parts.join('')),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constant(' '), anchor, tag, flowCollection(0), comment)
        .map((parts) => parts.join('')),
    },
    { weight: 1, arbitrary: comment },
  );
  if (depth > 2) return leaf;
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    {
      weight: 1,
      arbitrary: fc
        .tuple(anchor, tag, comment, blockMapping(indent, depth + 1))
        .map(([a, t, c, mapping]) => ` ${a}${t}${c}\n${mapping}`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(anchor, comment, fc.constantFrom(0, 2), fc.constant(null))
        .chain(([a, c, shift]) =>
          blockSequence(Math.max(indent - shift, 0), depth + 1).map(
            (sequence) => ` ${a}${c}\n${sequence}`,
          ),
        ),
    },
  );
}

function blockMapping(indent: number, depth: number): fc.Arbitrary<string> {
  const spaces = ' '.repeat(indent);
  const entry = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(blockKey, blockNode(indent + 2, depth))
        .map(([key, value]) => `${spaces}${key}:${value}`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          blockNode(indent + 2, depth),
          fc.constantFrom(':', ': ', ''),
          blockNode(indent + 2, depth),
        )
        .map(
          ([key, colon, value]) =>
            `${spaces}?${key}\n${spaces}${colon}${colon === '' ? '' : value}`,
        ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('# comment', '', `${spaces}# indented`, `${spaces}\t# tab`),
    },
  );
  return fc.array(entry, { minLength: 1, maxLength: 4 }).map((entries) => entries.join('\n'));
}

function blockSequence(indent: number, depth: number): fc.Arbitrary<string> {
  const spaces = ' '.repeat(indent);
  const item = fc.oneof(
    { weight: 3, arbitrary: blockNode(indent + 2, depth).map((value) => `${spaces}-${value}`) },
    {
      weight: 1,
      arbitrary: blockMapping(indent + 2, depth).map(
        (mapping) => `${spaces}- ${mapping.slice(indent + 2)}`,
      ),
    },
    { weight: 1, arbitrary: blockSequence_(indent, depth, spaces) },
  );
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join('\n'));
}

function blockSequence_(indent: number, depth: number, spaces: string): fc.Arbitrary<string> {
  if (depth > 2) return fc.constant(`${spaces}- - x`);
  return fc
    .constant(depth + 1)
    .chain((deeper) => blockSequence(indent + 2, deeper))
    .map((sequence) => `${spaces}- ${sequence.slice(indent + 2)}`);
}

/** Fragments in any order: mostly malformed, for what is refused and where. */
const soup = fc
  .array(
    fc.constantFrom(
      ...[
        '- ',
        '? ',
        ': ',
        ':',
        '-',
        '?',
        '|',
        '>',
        '|-',
        '>+',
        '|2',
        '\n',
        '\n',
        '\n  ',
        '\n    ',
        '\n   ',
        '  ',
        ' ',
        '\t',
        '#c',
        ' # c',
      ],
      ...[
        '&a ',
        '*a',
        '*a ',
        '&a',
        '!!str ',
        '!x ',
        '!',
        "'",
        '"',
        "'q'",
        '"q"',
        '{',
        '}',
        '[',
        ']',
        ',',
        ', ',
        'a',
        'b',
        'k: v',
        'x: ',
        '1',
      ],
      ...[
        '---',
        '\n---\n',
        '...',
        '\n...\n',
        '<<: *a',
        '%YAML 1.1\n',
        '%TAG !e! tag:e,1:\n',
        '\\',
        '\r\n',
        '\r',
        '\u0085',
        '\u2028',
        '\ufeff',
        '@',
        '`',
      ],
      ...[
        'a: 1\n  b: 2',
        '- a\n  - b',
        '"a\n  b"',
        "'a\n\n  b'",
        'long '.repeat(20),
        'k'.repeat(130),
        '%41',
      ],
    ),
    { maxLength: 14 },
  )
  .map((fragments) => fragments.join(''));

/** What goes below `spec:` of a resource. */
export const body: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: blockNode(2, 0) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constant('\n'), blockMapping(2, 0)).map((parts) => parts.join('')),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(' ', '\n  ', '\n'), soup).map((parts) => parts.join('')),
  },
);

const oneResource = fc
  .tuple(
    body,
    fc.constantFrom('\n', '\n', '\n', '', '\n---\n', '\n...\n', '\n# end\n', '\nzz: 1\n'),
    fc.boolean(),
  )
  .map(([content, end, first]) => {
    const head = 'apiVersion: v1\nkind: K\nmetadata:\n  name: a\n';
    return first ? `${head}spec:${content}${end}` : `spec:${content}\n${head}`;
  });

const separator = fc.constantFrom(
  ...[
    '\n---\n',
    '\n---\n',
    '\n---\n',
    '\n--- # c\n',
    '\n---  \n',
    '\n---\t#\n',
    '\n---\n---\n',
    '\n---',
    '---\n',
    '\n...\n',
    '\n...\n---\n',
  ],
  ...[
    '\n----\n',
    '\n--- x\n',
    '\n--- |\n',
    '\n --- \n',
    '\n---\u0085\n',
    '\n# c\n---\n',
    '\n---\n\ufeff',
    '\n%YAML 1.1\n---\n',
  ],
);

/** Several resources, and what may stand in their place. */
const manyResources = fc
  .array(
    fc.tuple(
      fc.oneof(
        {
          weight: 4,
          arbitrary: fc
            .constantFrom('a', 'b', 'c', 'd', 'e')
            .map((name) => `kind: K\nmetadata: {name: ${name}}`),
        },
        {
          weight: 2,
          arbitrary: fc.constantFrom(
            '',
            '# c',
            'null',
            '~',
            '{}',
            '[]',
            '"x',
            '\ufeff',
            '# c\n# d',
            '{kind: L, metadata: {name: f}}',
            '!!null {a: b}',
          ),
        },
      ),
      separator,
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.flat().join(''));

/** A whole file of resources. */
export const resourceFile: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: oneResource }, { weight: 1, arbitrary: manyResources }),
    fc.integer({ min: 0, max: 30 }),
  )
  .map(([file, windows]) => (windows === 0 ? file.replaceAll('\n', '\r\n') : file));

/** A document that is not a resource. */
export const document: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(blockMapping(0, 0), fc.constantFrom('\n', '', '\n---\nb\n', '\n...\n&&&\n'))
    .map((parts) => parts.join('')),
  flowCollection(0),
  soup,
  flowScalar,
);
