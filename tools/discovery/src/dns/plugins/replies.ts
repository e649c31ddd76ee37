import type { Rcode, Reply, ResourceRecord } from '../message.ts';

const FAILURES: readonly (Rcode | null)[] = ['SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP'];

/** A failure that no plugin wrote: the server answers so at last. */
export function failure(rcode: Rcode): Reply {
  return { rcode, authoritative: false, answers: [], authority: [], additional: [] };
}

/** A plugin breaks down: the server answers SERVFAIL at once, past all plugins. */
export class ServerPanic extends Error {}

/** The answer is not known. */
export const unknown: Reply = {
  rcode: null,
  authoritative: false,
  answers: [],
  authority: [],
  additional: [],
};

/** A reply that a plugin writes. */
export function reply(
  rcode: Rcode,
  parts: {
    readonly authoritative?: boolean;
    readonly answers?: readonly ResourceRecord[];
    readonly authority?: readonly ResourceRecord[];
    readonly additional?: readonly ResourceRecord[];
  },
): Reply {
  const { authoritative = false, answers = [], authority = [], additional = [] } = parts;
  const written = FAILURES.includes(rcode) && { written: true as const };
  return { rcode, authoritative, answers, authority, additional, ...written };
}

/** Whether a plugin wrote a reply, so that the plugins before it see and change it (`plugin.ClientWrite`). */
export function isWritten(reply_: Reply): boolean {
  return reply_.written === true || !FAILURES.includes(reply_.rcode);
}

/** Whether nothing of a reply is known, or there is none, so that nothing can be made of it. */
export function isOpen(reply_: Reply): boolean {
  return reply_.rcode === null;
}

/** Breaks down on a reply that has nothing in the place of a record. */
export function checkRecords(checked: Reply): Reply {
  if (checked.malformed) throw new ServerPanic();
  return checked;
}
