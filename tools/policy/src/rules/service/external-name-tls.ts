import type { StoredObject } from '@fingerpost/discovery';
import { externalNames } from '../../facts/external-names.ts';
import type { NameUse } from '../../facts/name-uses.ts';
import { serviceUses } from '../../facts/service-uses.ts';
import { toldTexts } from '../../facts/told-texts.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalNameTls: Rule = {
  id: 'service/external-name-tls',
  severity: 'warning',
  scope: 'environment',
  title: 'A client uses TLS with the name of an ExternalName Service',
  why: 'The alias leads to a host whose certificate has its own name and not that of the Service: the client refuses it. Over HTTP the host also gets the name of the Service as `Host`.',
  fix: 'tell the client the name of the host itself, or the name that it has to expect in the certificate',
  silent: 'Where the scheme, the port and the connection string do not tell that it is TLS.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
  check: findClients,
};

const SCHEMES =
  /^(?:https|wss|ldaps|amqps|rediss|mqtts|nats\+tls|tls|ssl|grpcs|ftps|smtps|imaps|(?:.*\+)?(?:ssl|tls|https))$/;
const VERIFIES = /sslmode=verify-full|tls=true|ssl=true|useSSL=true|encrypt=true/i;
const PORTS = [443, 465, 636, 993, 5671, 8883];

function* findClients(input: RuleInput): Generator<Problem> {
  const aliases = input.shared(externalNames);
  if (aliases.length === 0) return;
  const uses = input.shared(serviceUses);
  const connections = input.shared(verifiedConnections);
  for (const { service, target } of aliases) {
    const clients = uses.get(`${service.namespace}/${service.name}`) ?? [];
    for (const client of clients) {
      const isTls = usesTls(client) || connections.get(client.on)?.has(client.field);
      if (isTls !== true || !input.isChecked(client.on)) continue;
      const host = client.scheme === '' ? client.host : `${client.scheme}://${client.host}`;
      yield {
        on: client.on,
        field: client.field,
        message: `${client.on.kind} ${client.on.name} uses TLS with ${host}, an alias of ${target}: the certificate there has not the name ${client.host}, and the client refuses it`,
        related: [
          {
            on: service.stored,
            field: 'spec.externalName',
            message: `Service ${service.name} is an alias of ${target}`,
          },
        ],
        fix: `tell the client ${target}, or to expect that name in the certificate`,
      };
    }
  }
}

function usesTls({ scheme, port, portFrom }: NameUse): boolean {
  if (scheme !== '') return SCHEMES.test(scheme);
  return portFrom !== 'scheme' && port !== undefined && PORTS.includes(port);
}

/** Fields whose text is a connection string that asks for TLS. */
function verifiedConnections(input: RuleInput): ReadonlyMap<StoredObject, ReadonlySet<string>> {
  const found = new Map<StoredObject, Set<string>>();
  for (const { on, field, text } of toldTexts(input)) {
    if (text.includes('\n') || !VERIFIES.test(text)) continue;
    found.set(on, (found.get(on) ?? new Set()).add(field));
  }
  return found;
}
