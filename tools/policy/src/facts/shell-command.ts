/** A command line that runs a shell. */
export interface ShellCommand {
  readonly shell: 'bash' | 'sh';
  /** Letters of its options: `ec`. */
  readonly options: string;
  /** Which of the words is a script itself; undefined: none is. */
  readonly script: number | undefined;
  /** Which of the words is the path of one. */
  readonly path: number | undefined;
}

const SHELLS: ReadonlyMap<string, ShellCommand['shell']> = new Map([
  ['sh', 'sh'],
  ['ash', 'sh'],
  ['dash', 'sh'],
  ['bash', 'bash'],
]);
/** Programs that run what comes after them. */
const WRAPPERS = new Set([
  'busybox',
  'dumb-init',
  'env',
  'exec',
  'nice',
  'su-exec',
  'time',
  'timeout',
  'tini',
]);

/** The name of a program without its folder. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Reads the words of a command line as the shell that they run, with `-c` or the path of a script; undefined for what
 * runs no shell. A path alone is one that its first line says the shell of.
 */
export function readShellCommand(words: readonly string[]): ShellCommand | undefined {
  let at = 0;
  if (WRAPPERS.has(baseName(words[0] ?? ''))) {
    at += 1;
    while (at < words.length && !SHELLS.has(baseName(words[at] ?? '')) && isOption(words[at] ?? ''))
      at += 1;
  }
  const shell = SHELLS.get(baseName(words[at] ?? ''));
  if (shell === undefined) return undefined;
  let options = '';
  for (at += 1; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') continue;
    if (!/^[-+]/.test(word)) break;
    if (word === '-o' || word === '+o') {
      if (words[at + 1] === 'errexit') options += 'e';
      if (words[at + 1] === 'pipefail') options += 'P';
      at += 1;
    } else if (/^-[a-z]+$/i.test(word)) {
      options += word.slice(1);
      // `-eo pipefail`
      if (word.endsWith('o')) at += 1;
    }
  }
  if (at >= words.length) return undefined;
  return options.includes('c')
    ? { shell, options, script: at, path: undefined }
    : { shell, options, script: undefined, path: at };
}

/** An option of a wrapper, or a value of one: a time, a variable. */
function isOption(word: string): boolean {
  return /^-|^\d+[smhd]?$|^\w+=/.test(word);
}

/** The shell that the first line of a script says, with the letters of its options. */
export function readShebang(text: string): Pick<ShellCommand, 'options' | 'shell'> | undefined {
  const line = /^#!([^\n]*)/.exec(text)?.[1];
  if (line === undefined) return undefined;
  const [interpreter = '', ...words] = line.trim().split(/\s+/);
  const isEnv = baseName(interpreter) === 'env';
  const name = isEnv ? words.find((word) => !word.startsWith('-')) : interpreter;
  const shell = SHELLS.get(baseName(name ?? ''));
  const options = words
    .filter((word) => /^-[a-z]+$/.test(word))
    .map((word) => word.slice(1))
    .join('');
  return shell && { shell, options: isEnv ? '' : options };
}
