import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A Corefile and the files beside it, by their path relative to it. */
export interface Configuration {
  readonly corefile: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A real CoreDNS that is told to reload one configuration after the other. */
export interface ReloadingServer {
  readonly folder: string;
  /** What it says to a configuration: `ok`, or its error. */
  load(configuration: Configuration): Promise<string>;
  stop(): void;
}

const IDLE = '.:15399 {\n}\n';
const PATIENCE = 8000;

/** Starts a CoreDNS in a folder of its own. A new one is started where the old one ended. */
export function startServer(binary: string): ReloadingServer {
  const folder = mkdtempSync(path.join(tmpdir(), 'corefile-'));
  let running: ChildProcess | undefined;
  let output = '';
  let changed = (): void => undefined;

  const write = ({ corefile, files }: Configuration): void => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.join(folder, 'custom'), { recursive: true });
    writeFileSync(path.join(folder, 'Corefile'), corefile);
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  };

  /** Waits until what it wrote since then says something; undefined: it ended, or says nothing. */
  const until = (read: () => string | undefined): Promise<string | undefined> =>
    new Promise((resolve) => {
      const finish = (verdict: string | undefined): void => {
        clearTimeout(timer);
        changed = () => undefined;
        resolve(verdict);
      };
      const timer = setTimeout(() => finish(undefined), PATIENCE);
      changed = () => {
        const verdict = read();
        if (verdict !== undefined || !running) finish(verdict);
      };
      changed();
    });

  const start = async (): Promise<void> => {
    write({ corefile: IDLE, files: {} });
    const child = spawn(binary, ['-conf', path.join(folder, 'Corefile')], { cwd: '/' });
    running = child;
    output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      changed();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', () => {
      if (running === child) running = undefined;
      changed();
    });
    await until(() => (output.includes('linux/') ? 'started' : undefined));
  };

  return {
    folder,
    load: async (configuration) => {
      const verdict = await load(configuration);
      // A plugin of the configuration before panics when it is stopped for the second time: that says nothing of this one.
      if (!verdict.includes('close of closed channel')) return verdict;
      running?.kill('SIGKILL');
      running = undefined;
      return load(configuration);
    },
    stop: () => {
      running?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function load(configuration: Configuration): Promise<string> {
    if (!running) await start();
    write(configuration);
    output = '';
    running?.kill('SIGUSR1');
    const verdict = await until(() => {
      if (output.includes('[INFO] Reloading complete')) return 'ok';
      const failed =
        /\[ERROR\] SIGUSR1: (?:starting with listener file descriptors: )?([^]*)\n$/.exec(output);
      if (failed) return failed[1];
      const panic = /\[PANIC\] Restart: (.*)\n/.exec(output);
      return panic ? `panic: ${panic[1]}` : undefined;
    });
    if (verdict !== undefined) return verdict;
    running?.kill('SIGKILL');
    running = undefined;
    return `no verdict: ${output}`;
  }
}
