import { inZones, longestZone } from '../../corefile/names/domain-name.ts';
import type { AutoConfig } from '../../corefile/setup/auto.ts';
import type { FileConfig } from '../../corefile/setup/file.ts';
import type { Zone } from '../../corefile/zone/zone.ts';
import { lowerCase } from '../domain-name.ts';
import type { Handler, Question, Reply } from '../message.ts';
import type { PluginContext } from './context.ts';
import { failure, reply, unknown } from './replies.ts';
import { lookUp } from './zone-lookup.ts';
import type { ZoneAnswer } from './zone-lookup.ts';

/** Answers from zone files. `next` is undefined at the end of the chain. Source: CoreDNS plugin/file/file.go. */
export function makeFile(
  config: FileConfig,
  next: Handler | undefined,
  context: PluginContext,
): Handler {
  return (question) => {
    const name = lowerCase(question.name);
    const origin = longestZone([...config.zones.keys()], name);
    if (origin === undefined) return next ? next(question) : failure('REFUSED');
    const zone = config.zones.get(origin);
    if (zone === 'missing') return isTransfer(question) ? failure('REFUSED') : failure('SERVFAIL');
    if (!zone) return unknown;
    return answer(zone, question, name, config.fallthrough, next, context, false);
  };
}

/** Answers from the zone files of a folder. Source: CoreDNS plugin/auto/auto.go. */
export function makeAuto(
  { origins, zones }: AutoConfig,
  next: Handler | undefined,
  context: PluginContext,
): Handler {
  return (question) => {
    const name = lowerCase(question.name);
    const origin = longestZone([...zones.keys()], name);
    if (!inZones(origins, name)) return next ? next(question) : failure('SERVFAIL');
    if (origin === undefined) return next ? next(question) : failure('REFUSED');
    const zone = zones.get(origin);
    return zone ? answer(zone, question, name, [], next, context, true) : unknown;
  };
}

function isTransfer({ type }: Question): boolean {
  return type === 'AXFR' || type === 'IXFR';
}

function answer(
  zone: Zone,
  question: Question,
  name: string,
  fallthrough: readonly string[],
  next: Handler | undefined,
  { self, depth }: PluginContext,
  auto: boolean,
): Reply {
  if (isTransfer(question)) return failure('REFUSED');
  const found = lookUp(zone, question, name, self, depth());
  const { result, answers, authority, additional } = found;
  if (result === 'unknown') return unknown;
  const empty = answers.length === 0;
  if (empty && (result === 'name error' || result === 'success') && inZones(fallthrough, name)) {
    return next ? next(question) : failure('SERVFAIL');
  }
  if (result === 'failure' && empty) return failure('SERVFAIL');
  const authoritative = result !== 'delegation' || (!empty && !auto);
  return reply(rcodeOf(result), { authoritative, answers, authority, additional });
}

function rcodeOf(result: ZoneAnswer['result']): 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' {
  if (result === 'name error') return 'NXDOMAIN';
  return result === 'failure' ? 'SERVFAIL' : 'NOERROR';
}
