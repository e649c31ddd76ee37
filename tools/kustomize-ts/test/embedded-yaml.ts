import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Tree } from './trees.ts';

/** Trees with a replacement into YAML text within a ConfigMap. */

const key = fc.constantFrom('a', 'b', 'c', 'server', 'two words', "it's", 'on', '8080');
const scalar = fc.constantFrom(
  'x',
  'two words',
  '80',
  'true',
  'null',
  '~',
  '',
  '1.50',
  '0x1F',
  '2001-01-02',
  "'80'",
  "'it''s'",
  '"double"',
  String.raw`"a\tb\n"`,
  '"é😀"',
  'http://a.b/c:d',
  '[a, b]',
  '{a: b, "c": [1, {}]}',
  '[]',
  '{}',
  '!!str 5',
  '!custom x',
  '&anchor x',
  'a#b',
  "'# no comment'",
);
const block = fc.constantFrom(
  '|\nfirst\n  second\n\nthird',
  '|-\nfirst\nsecond',
  '|+\nfirst\n\n',
  '>\nfolded\ntext\n\n  more\nend',
  '>-\none\ntwo',
  '|\n# no comment\nx',
);

type Item =
  | { readonly mapping: readonly (readonly [string, Item])[] }
  | { readonly list: readonly Item[] }
  | string;

const { item } = fc.letrec<{ item: Item }>((tie) => ({
  item: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    scalar,
    block,
    fc
      .uniqueArray(fc.tuple(key, tie('item')), { minLength: 1, maxLength: 3, selector: ([k]) => k })
      .map((mapping) => ({ mapping })),
    fc.array(tie('item'), { minLength: 1, maxLength: 3 }).map((list) => ({ list })),
  ),
}));
const root = fc
  .uniqueArray(fc.tuple(key, item), { minLength: 1, maxLength: 4, selector: ([k]) => k })
  .map((mapping): Item => ({ mapping }));

/** How a text is laid out: an endless row of choices. */
interface Layout {
  readonly step: 2 | 4;
  readonly listsIndented: boolean;
  /** 0: nothing; 1: a comment above; 2: one behind; 3: an empty line; 4: an empty line and a comment. */
  readonly choices: readonly number[];
}

const layout = fc.record({
  step: fc.constantFrom<2 | 4>(2, 4),
  listsIndented: fc.boolean(),
  choices: fc.array(fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4), { minLength: 40, maxLength: 40 }),
});

function write(value: Item, { step, listsIndented, choices }: Layout): string {
  const lines: string[] = [];
  let count = 0;
  const push = (indent: number, text: string): void => {
    const choice = choices[count++ % choices.length];
    if (choice === 3 || choice === 4) lines.push('');
    const spaces = ' '.repeat(indent);
    if (choice === 1 || choice === 4) lines.push(`${spaces}# comment ${count}`);
    lines.push(spaces + text + (choice === 2 ? ` # behind ${count}` : ''));
  };
  const put = (indent: number, head: string, child: Item, inList: boolean): void => {
    if (typeof child === 'string') {
      const [first = '', ...rest] = child.split('\n');
      push(indent, `${head} ${first}`.trimEnd());
      for (const line of rest) lines.push(line === '' ? '' : ' '.repeat(indent + step) + line);
      return;
    }
    push(indent, head);
    all(child, 'list' in child && !inList && !listsIndented ? indent : indent + step);
  };
  const all = (child: Item, indent: number): void => {
    if (typeof child === 'string') return;
    if ('mapping' in child) for (const [k, v] of child.mapping) put(indent, `${k}:`, v, false);
    else for (const v of child.list) put(indent, '-', v, true);
  };
  all(value, 0);
  return `${lines.join('\n')}\n`;
}

/** The paths of all fields and elements. */
function paths(value: Item): string[] {
  if (typeof value === 'string') return [''];
  const children =
    'mapping' in value
      ? value.mapping.map(([k, v]) => [`.${k}`, v] as const)
      : value.list.map((v, i) => [`.${i}`, v] as const);
  return ['', ...children.flatMap(([k, v]) => paths(v).map((path) => k + path))];
}

export const embeddedYamlTrees: fc.Arbitrary<Tree> = fc
  .record({
    value: root,
    layout,
    choice: fc.nat(),
    source: fc.constantFrom('new', '5', 'two\nlines\n', 'a: b', '# hash', ''),
    create: fc.boolean(),
  })
  .map(({ value, layout: chosen, choice, source, create }) => {
    const all = paths(value);
    const path = all[choice % all.length]!;
    const target = create && choice % 3 === 0 ? `${path}.made.here` : path;
    return {
      target: 'base',
      files: {
        'base/kustomization.yaml': stringify({
          resources: ['r.yaml'],
          replacements: [
            {
              sourceValue: source,
              targets: [
                {
                  select: { kind: 'ConfigMap' },
                  fieldPaths: [String.raw`data.conf\.yaml` + target],
                  options: { create },
                },
              ],
            },
          ],
        }),
        'base/r.yaml': stringify({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'a' },
          data: { 'conf.yaml': write(value, chosen) },
        }),
      },
    };
  });
