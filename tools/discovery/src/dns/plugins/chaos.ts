import type { ChaosConfig } from '../../corefile/setup/chaos.ts';
import { lowerCase } from '../domain-name.ts';
import type { Handler, Reply } from '../message.ts';
import { reply, unknown } from './replies.ts';

/** Answers what a server says of itself, in the class CH. Source: CoreDNS plugin/chaos/chaos.go. */
export function makeChaos({ version, authors }: ChaosConfig, next: Handler): Handler {
  return (question) => {
    if (question.class !== 'CH' || question.type !== 'TXT') return next(question);
    const texts = (values: readonly string[]): Reply =>
      reply('NOERROR', {
        answers: values.map((value) => ({
          owner: question.name,
          type: 'TXT',
          value,
          ttl: 0,
        })),
      });
    switch (lowerCase(question.name)) {
      case 'version.bind.':
      case 'version.server.':
        return texts([version]);
      case 'authors.bind.':
        return authors ? texts(authors) : unknown;
      case 'hostname.bind.':
      case 'id.server.':
        return unknown;
      default:
        return next(question);
    }
  };
}
