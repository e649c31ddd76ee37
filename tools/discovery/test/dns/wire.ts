/** DNS messages as bytes (RFC 1035), as far as questions to a name server and its answers need them. */
import { connect } from 'node:net';
import type { Question, Reply, ResourceRecord } from '../../src/index.ts';

const TYPES: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  HTTPS: 65,
  DNAME: 39,
  HINFO: 13,
  DS: 43,
  ANY: 255,
};
const TYPE_NAMES = new Map(Object.entries(TYPES).map(([name, number]) => [number, name]));
const RCODES: ReadonlyMap<number, Reply['rcode']> = new Map([
  [0, 'NOERROR'],
  [1, 'FORMERR'],
  [2, 'SERVFAIL'],
  [3, 'NXDOMAIN'],
  [4, 'NOTIMP'],
  [5, 'REFUSED'],
  [6, 'YXDOMAIN'],
  [8, 'NXRRSET'],
  [9, 'NOTAUTH'],
]);

/** Types that `askServer` knows. */
export const questionTypes: readonly string[] = Object.keys(TYPES);

/** Asks a name server over TCP; undefined: no answer in time. */
export function askServer(
  { name, type }: Question,
  port: number,
  host = '127.0.0.1',
): Promise<Reply | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    const received: Buffer[] = [];
    const finish = (reply: Reply | undefined): void => {
      socket.destroy();
      resolve(reply);
    };
    socket.setTimeout(3000, () => finish(undefined));
    socket.on('error', reject);
    socket.on('end', () => finish(undefined));
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk);
      const bytes = Buffer.concat(received);
      if (bytes.length < 2 || bytes.length < bytes.readUInt16BE(0) + 2) return;
      finish(readMessage(bytes.subarray(2)));
    });
    const message = writeQuestion(name, type);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    socket.write(Buffer.concat([length, message]));
  });
}

function writeQuestion(name: string, type: string): Buffer {
  const header = Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  const labels = name.split('.').filter((label) => label !== '');
  const parts = labels.flatMap((label) => [
    Buffer.from([label.length]),
    Buffer.from(label, 'latin1'),
  ]);
  const end = Buffer.alloc(5);
  end.writeUInt16BE(TYPES[type] ?? 0, 1);
  end.writeUInt16BE(1, 3);
  return Buffer.concat([header, ...parts, end]);
}

function readMessage(bytes: Buffer): Reply {
  let offset = 12;
  const [questions, answers, authority, additional] = [4, 6, 8, 10].map((at) =>
    bytes.readUInt16BE(at),
  );
  for (let index = 0; index < (questions ?? 0); index++) offset = readName(bytes, offset).end + 4;
  const section = (count = 0): ResourceRecord[] =>
    Array.from({ length: count }, () => {
      const { record, end } = readRecord(bytes, offset);
      offset = end;
      return record;
    });
  return {
    rcode: RCODES.get(bytes.readUInt8(3) & 15) ?? null,
    authoritative: (bytes.readUInt8(2) & 4) !== 0,
    answers: section(answers),
    authority: section(authority),
    additional: section(additional),
  };
}

function readRecord(bytes: Buffer, offset: number): { record: ResourceRecord; end: number } {
  const { name: owner, end } = readName(bytes, offset);
  const number = bytes.readUInt16BE(end);
  const type = TYPE_NAMES.get(number) ?? String(number);
  const start = end + 10;
  const stop = start + bytes.readUInt16BE(end + 8);
  return {
    record: {
      owner,
      type,
      value: readValue(bytes, type, start, stop),
      ttl: bytes.readUInt32BE(end + 4),
    },
    end: stop,
  };
}

function readValue(bytes: Buffer, type: string, start: number, stop: number): string {
  switch (type) {
    case 'A':
      return [...bytes.subarray(start, stop)].join('.');
    case 'AAAA':
      return shorten(bytes.subarray(start, stop));
    case 'NS':
    case 'CNAME':
    case 'DNAME':
    case 'PTR':
      return readName(bytes, start).name;
    case 'MX':
      return `${bytes.readUInt16BE(start)} ${readName(bytes, start + 2).name}`;
    case 'HINFO':
      return readTexts(bytes, start, stop)
        .map((text) => `"${text}"`)
        .join(' ');
    case 'SOA': {
      // The rest are times and a serial number that nobody can know.
      const server = readName(bytes, start);
      return `${server.name} ${readName(bytes, server.end).name}`;
    }
    case 'SRV': {
      const [priority, weight, port] = [0, 2, 4].map((at) => bytes.readUInt16BE(start + at));
      return `${priority} ${weight} ${port} ${readName(bytes, start + 6).name}`;
    }
    case 'TXT':
      return readTexts(bytes, start, stop).join('');
    default:
      return bytes.subarray(start, stop).toString('hex');
  }
}

function readTexts(bytes: Buffer, start: number, stop: number): string[] {
  const texts: string[] = [];
  for (let at = start; at < stop; at += bytes.readUInt8(at) + 1) {
    texts.push(bytes.subarray(at + 1, at + 1 + bytes.readUInt8(at)).toString('latin1'));
  }
  return texts;
}

/** The form of RFC 5952, which `URL` knows. */
function shorten(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16BE(index * 2).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function readName(bytes: Buffer, offset: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = offset;
  let end: number | undefined;
  for (;;) {
    const length = bytes.readUInt8(at);
    if (length >= 192) {
      end ??= at + 2;
      at = bytes.readUInt16BE(at) & 0x3fff;
    } else if (length === 0) {
      return { name: labels.length === 0 ? '.' : `${labels.join('.')}.`, end: end ?? at + 1 };
    } else {
      labels.push(bytes.subarray(at + 1, at + 1 + length).toString('latin1'));
      at += length + 1;
    }
  }
}
