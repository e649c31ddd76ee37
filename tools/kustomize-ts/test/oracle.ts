import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A tree to build, or a text to convert to JSON as kustomization files are. */
export type OracleRequest =
  | {
      readonly files: Readonly<Record<string, string | { readonly base64: string }>>;
      readonly target: string;
      readonly reorder?: 'none' | 'legacy' | 'unspecified';
      readonly loadRestrictor?: 'none';
    }
  | { readonly text: string };

export interface OracleAnswer {
  readonly yaml?: string;
  readonly json?: string;
  readonly error?: string;
}

export interface Oracle {
  ask(requests: readonly OracleRequest[]): Promise<OracleAnswer[]>;
  close(): void;
}

interface Question {
  readonly line: string;
  readonly answer: (line: string) => void;
}

/**
 * Builds the oracle beside this folder with Go and starts it; the environment variable ORACLE names a binary that is
 * built already. A request that ends the process, as an alias that contains itself does, is answered with an error.
 */
export function startOracle(): Oracle {
  const binary = process.env['ORACLE'] ?? buildOracle();
  const waiting: Question[] = [];
  let child = start();

  function start() {
    const started = spawn(binary, { stdio: ['pipe', 'pipe', 'ignore'] });
    let rest = '';
    started.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      // Not node:readline, for which other characters end a line too.
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) waiting.shift()?.answer(line);
    });
    // Writing to a process that has ended; its exit is handled below.
    started.stdin.on('error', () => {});
    started.on('close', () => {
      const fatal = waiting.shift();
      if (fatal === undefined) return;
      child = start();
      for (const { line } of waiting) child.stdin.write(line);
      fatal.answer('{"error":"kustomize crashed"}');
    });
    return started;
  }

  return {
    ask: async (requests) =>
      Promise.all(
        requests.map(async (request) => {
          const line = `${JSON.stringify(request)}\n`;
          const answer = new Promise<string>((resolve) => waiting.push({ line, answer: resolve }));
          child.stdin.write(line);
          return JSON.parse(await answer) as OracleAnswer;
        }),
      ),
    close: () => child.stdin.end(),
  };
}

function buildOracle(): string {
  const binary = path.join(mkdtempSync(path.join(tmpdir(), 'oracle-')), 'oracle');
  execFileSync('go', ['build', '-o', binary, '.'], {
    cwd: path.join(import.meta.dirname, '..', 'oracle'),
    stdio: 'inherit',
  });
  return binary;
}
