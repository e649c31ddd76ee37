import { spawn } from 'node:child_process';
import fs from 'node:fs';

/** What a process took. */
export interface ProcessCost {
  readonly milliseconds: number;
  /** Seconds of all processors; NaN where the system does not say. */
  readonly cpu: number;
  /** Seconds of its main thread alone: what the clock would show on a quiet machine; NaN where the system does not say. */
  readonly thread: number;
  /** The most memory that it held, in MiB; NaN where the system does not say. */
  readonly memory: number;
  readonly status: number | null;
}

/** Ticks of /proc to a second. */
const TICKS = 100;

/** Runs a command, throws its output away, and reads what it takes from /proc while it runs. */
export function measureProcess(command: string, args: readonly string[]): Promise<ProcessCost> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { stdio: 'ignore' });
    let cpu = Number.NaN;
    let thread = Number.NaN;
    let memory = Number.NaN;
    const look = (): void => {
      try {
        const status = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
        const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
        if (peak !== undefined) memory = Number(peak) / 1024;
        cpu = secondsIn(`/proc/${child.pid}/stat`);
        thread = secondsIn(`/proc/${child.pid}/task/${child.pid}/stat`);
      } catch {
        // It has ended, or the system has no /proc: what is known stays.
      }
    };
    const timer = setInterval(look, 10);
    child.on('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
    child.on('exit', (status) => {
      clearInterval(timer);
      resolve({ milliseconds: performance.now() - started, cpu, thread, memory, status });
    });
  });
}

/** The 14th and 15th field of proc(5): time in the program and in the kernel. */
function secondsIn(file: string): number {
  const stat = fs.readFileSync(file, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
