import { Readable, Writable } from 'node:stream';

import { Exec } from '@kubernetes/client-node';
import type { KubeConfig, V1Status } from '@kubernetes/client-node';

import type { ContainerReference, ExecOptions, ExecResult } from '../cluster.ts';
import { ClusterError } from '../cluster-error.ts';
import { guardedHandler } from './guarded-handler.ts';
import { firstLine } from './kube-config.ts';

/** Bytes that a program may write to either stream; a thousand answers are far less. */
const LIMIT = 16 << 20;

/** Runs a program in a container, as `kubectl exec -i` does. A program that ends with another code than 0 is no error. */
export async function execInContainer(
  config: KubeConfig,
  { namespace, pod, container }: ContainerReference,
  { command, input, timeout }: ExecOptions,
): Promise<ExecResult> {
  const out: string[] = [];
  const errors: string[] = [];
  const where = `${command[0] ?? ''} in container ${container} of pod ${namespace}/${pod}`;
  const fail = (why: string, cause?: unknown): ClusterError =>
    new ClusterError('server', `cannot run ${where}: ${why}`, { cause });
  const stdin = input === undefined ? null : Readable.from([Buffer.from(input)]);
  return new Promise((resolve, reject) => {
    let isOver = false;
    let hangUp = (): void => undefined;
    const settle = (act: () => void): void => {
      isOver = true;
      clearTimeout(timer);
      hangUp();
      act();
    };
    const refuse = (error: ClusterError): void => settle(() => reject(error));
    const timer = setTimeout(() => {
      refuse(new ClusterError('timeout', `${where} took longer than ${timeout / 1000} s`));
    }, timeout);
    const onStatus = (status: V1Status): void =>
      settle(() => {
        const exitCode = exitCodeOf(status);
        if (exitCode === undefined) reject(fail(status.message ?? status.reason ?? 'it failed'));
        else resolve({ exitCode, stdout: out.join(''), stderr: errors.join('') });
      });
    const onFull = (): void => refuse(fail(`it wrote more than ${LIMIT >> 20} MiB`));
    const start = async (): Promise<void> => {
      const streams = [collect(out, onFull), collect(errors, onFull), stdin] as const;
      const onBroken = (): void => refuse(fail('the server answers what no API server does'));
      const exec = new Exec(config, guardedHandler(new Exec(config), onBroken));
      const program = [...command];
      const socket = await exec.exec(
        namespace,
        pod,
        container,
        program,
        ...streams,
        false,
        onStatus,
      );
      // Closing politely waits half a minute for a server that does not answer.
      hangUp = () => socket.terminate();
      // The time may be over before the connection is there.
      if (isOver) hangUp();
      socket.addEventListener('close', () =>
        refuse(fail('the connection was closed before it ended')),
      );
    };
    start().catch((error: unknown) => {
      const why = reasonOf(error);
      // Of a refused WebSocket only the status is known.
      const isForbidden = /\b40[13]$/u.test(why);
      const message = `not allowed to exec ${where}: ${why}; have a role bound that allows to create pods/exec`;
      refuse(isForbidden ? new ClusterError('forbidden', message) : fail(why, error));
    });
  });
}

/** Multi-byte characters may be cut between pieces. */
function collect(texts: string[], onFull: () => void): Writable {
  const decoder = new TextDecoder();
  let size = 0;
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > LIMIT) onFull();
      else texts.push(decoder.decode(chunk, { stream: true }));
      done();
    },
  });
}

/** Undefined where the program did not run. */
function exitCodeOf(status: V1Status): number | undefined {
  if (status.status === 'Success') return 0;
  const cause = status.details?.causes?.find(({ reason }) => reason === 'ExitCode');
  const code = Number(cause?.message);
  return cause && Number.isInteger(code) ? code : undefined;
}

/** What a WebSocket rejects with is an event with an error in it. */
function reasonOf(error: unknown): string {
  if (error instanceof Error) return firstLine(error);
  if (typeof error === 'object' && error !== null && 'message' in error) {
    return firstLine(String(error.message));
  }
  return 'the connection failed';
}
