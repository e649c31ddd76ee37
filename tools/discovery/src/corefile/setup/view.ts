import { args, once, unknownProperty } from './read.ts';
import { pass } from './plugin.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/view/setup.go. Its expressions are not evaluated. */
export const setupView: Setup = (cursor, block) => {
  once(cursor, () => {
    [block.view = ''] = args(cursor, 1);
    const position = cursor.position;
    while (cursor.nextBlock()) {
      if (cursor.value() !== 'expr') throw unknownProperty(cursor);
      cursor.remainingArgs();
    }
    block.notModelled(
      'The expressions of `view` are not evaluated: what is answered in its zones is not known.',
      position,
    );
  });
  return [pass('view')];
};
