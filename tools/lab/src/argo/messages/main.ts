import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import process from 'node:process';

/**
 * Stands in for the chat that Argo CD's notifications go to: every message becomes a line of JSON in a file. Arguments: the
 * port on loopback, and the file.
 */
const [port = '', file = ''] = process.argv.slice(2);

/** More than any message of Argo CD; what is longer is cut off. */
const LONGEST = 64 * 1024;

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (text = (text + chunk).slice(0, LONGEST)));
  request.on('end', () => {
    appendFileSync(file, `${text.replaceAll('\n', ' ')}\n`);
    response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
  });
});
server.listen(Number(port), '127.0.0.1');
