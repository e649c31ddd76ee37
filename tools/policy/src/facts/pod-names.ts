import type { RuleInput } from '../rule.ts';
import { nameUses } from './name-uses.ts';
import type { NameUse } from './name-uses.ts';

/** A place where programs are told the name of one pod of a StatefulSet: `event-log-0.event-log-peers`. */
export interface PodNameUse {
  readonly use: NameUse;
  /** `event-log-0` */
  readonly pod: string;
  /** `event-log-peers` */
  readonly service: string;
}

const POD = /^(.+)-\d{1,9}$/;

/** The names of single pods that programs are told, by `namespace/name` of the StatefulSet that would have them. */
export function podNames(input: RuleInput): ReadonlyMap<string, readonly PodNameUse[]> {
  const found = new Map<string, PodNameUse[]>();
  for (const use of input.shared(nameUses)) {
    const [pod = '', service = '', third = 'svc'] = use.host.toLowerCase().split('.');
    const name = POD.exec(pod)?.[1];
    if (use.isAddress || name === undefined || service === '') continue;
    const namespaces = third === 'svc' ? use.users.map(({ namespace }) => namespace) : [third];
    for (const namespace of new Set(namespaces)) {
      const key = `${namespace}/${name}`;
      const known = found.get(key);
      if (known) known.push({ use, pod, service });
      else found.set(key, [{ use, pod, service }]);
    }
  }
  return found;
}
