import type { HeaderConfig } from '../../corefile/setup/header.ts';
import type { Handler } from '../message.ts';
import { isWritten } from './replies.ts';

/** Sets or clears the flag of authoritative answers. Source: CoreDNS plugin/header/header.go. */
export function makeHeader({ authoritative }: HeaderConfig, next: Handler): Handler {
  if (authoritative === undefined) return next;
  return (question) => {
    const reply = next(question);
    return isWritten(reply) ? { ...reply, authoritative } : reply;
  };
}
