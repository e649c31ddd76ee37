const PORTS: ReadonlyMap<string, number> = new Map([
  ['amqp', 5672],
  ['amqps', 5671],
  ['ftp', 21],
  ['http', 80],
  ['https', 443],
  ['ldap', 389],
  ['ldaps', 636],
  ['mariadb', 3306],
  ['mongodb', 27_017],
  ['mqtt', 1883],
  ['mqtts', 8883],
  ['mysql', 3306],
  ['nats', 4222],
  ['postgres', 5432],
  ['postgresql', 5432],
  ['redis', 6379],
  ['rediss', 6379],
  ['ws', 80],
  ['wss', 443],
]);

/** The port that clients take where a URL has none. */
export function defaultPort(scheme: string): number | undefined {
  return PORTS.get(scheme);
}
