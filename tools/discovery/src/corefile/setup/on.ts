import { arg } from './read.ts';
import type { Setup } from './setup.ts';

const EVENTS = ['startup', 'shutdown', 'certrenew'];

/** Runs commands, which changes no answer. Source: github.com/coredns/caddy onevent/on.go. */
export const setupOn: Setup = (cursor, block) => {
  while (cursor.next()) {
    const event = arg(cursor);
    if (!EVENTS.includes(event.toLowerCase())) {
      throw cursor.error(`Wrong event name or event not supported: '${event}'`);
    }
    const command = cursor.remainingArgs().join(' ');
    if (command.trim() === '') throw cursor.error(`no command contained in '${command}'`);
    block.notModelled('The command of `on` is not run.', cursor.position);
  }
  return [];
};
