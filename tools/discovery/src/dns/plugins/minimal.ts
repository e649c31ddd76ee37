import type { Handler } from '../message.ts';
import { classify } from './classify.ts';
import { isOpen, isWritten } from './replies.ts';

/** Leaves the authority and additional sections out of positive answers. Source: CoreDNS plugin/minimal/minimal.go. */
export function makeMinimal(next: Handler): Handler {
  return (question) => {
    const reply = next(question);
    if (isOpen(reply) || !isWritten(reply) || classify(reply) !== 'answer') return reply;
    return { ...reply, authority: [], additional: [] };
  };
}
