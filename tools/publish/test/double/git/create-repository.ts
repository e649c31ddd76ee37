import { run } from './run.ts';

/** A bare repository in a new folder. Nothing is synced to the disk: it lives as long as a test. */
export function createRepository(directory: string): void {
  run(directory, ['init', '--quiet', '--bare', '--initial-branch=main', directory]);
  const settings = {
    'core.fsync': 'none',
    'gc.auto': '0',
    'uploadpack.allowAnySHA1InWant': 'true',
  };
  for (const [name, value] of Object.entries(settings)) run(directory, ['config', name, value]);
}
