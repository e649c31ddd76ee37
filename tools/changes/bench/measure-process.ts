import { spawn } from 'node:child_process';
import fs from 'node:fs';
import process from 'node:process';

/** What a process took, with all that it started. */
export interface ProcessCost {
  readonly seconds: number;
  /** Seconds of all processors, in steps of 0.01; NaN where the system does not say. */
  readonly processor: number;
  /** The most memory that one of the processes held, in MiB; NaN where the system does not say. */
  readonly memory: number;
}

export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Ticks of /proc to a second. */
const TICKS = 100;
const LOOK_EVERY = 10;

/**
 * Runs a command and throws its output away. It may find differences: exit code 1.
 * Errors: it cannot be started, or fails otherwise.
 */
export function measureProcess(
  command: string,
  args: readonly string[],
  { cwd, env = process.env }: ProcessOptions,
): Promise<ProcessCost> {
  return new Promise((resolve, reject) => {
    const before = processorOfChildren();
    const started = performance.now();
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    let memory = Number.NaN;
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    const timer = setInterval(() => {
      const now = child.pid === undefined ? Number.NaN : memoryOf(child.pid);
      if (!Number.isNaN(now)) memory = Number.isNaN(memory) ? now : Math.max(memory, now);
    }, LOOK_EVERY);
    child.on('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
    child.on('close', (status) => {
      clearInterval(timer);
      const seconds = (performance.now() - started) / 1000;
      if (status === 0 || status === 1) {
        resolve({ seconds, processor: processorOfChildren() - before, memory });
      } else reject(new Error(`${command} ${args.join(' ')} ends with ${status}: ${errors}`));
    });
  });
}

/** Fields 16 and 17 of proc(5): what the children that have ended took, and theirs. */
function processorOfChildren(): number {
  const stat = read('/proc/self/stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS;
}

/** Of a process and those below it. */
function memoryOf(pid: number): number {
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`)) ?? [];
  const below = read(`/proc/${pid}/task/${pid}/children`).trim();
  const children = below === '' ? [] : below.split(' ').map((child) => memoryOf(Number(child)));
  const known = [Number(peak) / 1024, ...children].filter((size) => !Number.isNaN(size));
  return known.length === 0 ? Number.NaN : Math.max(...known);
}

/** '' where it has ended, or where the system has no /proc. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
