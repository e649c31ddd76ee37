import { object, objects, text, textMap, texts } from '@fingerpost/apiserver';
import type { StoredObject, Workload } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import { parse } from 'unbash';
import type { Script } from 'unbash';
import type { RuleInput } from '../rule.ts';
import { mountedFile } from './mounted-files.ts';
import { podSpecField } from './pod-spec-field.ts';
import { baseName, readShebang, readShellCommand } from './shell-command.ts';
import { commandsIn, literalWords } from './shell-syntax.ts';

/**
 * What a script is for.
 * - `check`: its exit status is all that anybody learns: it is the command of a Job, or of a pod that is not restarted.
 * - `file`: it is in a ConfigMap, and nobody is known to run it.
 */
export type ScriptRole = 'check' | 'file' | 'init' | 'lifecycle' | 'main' | 'probe';

/** A script that a shell runs, and where it stands. */
export interface ShellScript {
  readonly on: StoredObject;
  readonly field: string;
  readonly text: string;
  /** Undefined where nothing says which. */
  readonly shell: 'bash' | 'sh' | undefined;
  /** Letters of options that it is run with. */
  readonly options: string;
  readonly role: ScriptRole;
  /** What runs it; undefined of a file. */
  readonly user: Workload | undefined;
  readonly container: JsonObject | undefined;
  readonly syntax: Script;
  /** Some of it is no shell: what is understood of it may be wrong. */
  readonly isBroken: boolean;
}

/** Longer ones are no scripts that people write. */
const MAX_TEXT = 200_000;
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['postStart', 'preStop'];

/** A command line of a container: its words with the field of each. */
interface CommandLine {
  readonly user: Workload;
  readonly container: JsonObject;
  readonly role: ScriptRole;
  readonly words: readonly { readonly word: string; readonly field: string }[];
}

/** All scripts of checked objects. One that several run counts once, for the first of them. */
export function shellScripts(input: RuleInput): readonly ShellScript[] {
  const scripts = new Map<string, ShellScript>();
  const add = (script: ShellScript): void => {
    const { kind, namespace, name } = script.on;
    const key = `${kind} ${namespace} ${name} ${script.field}`;
    if (input.isChecked(script.on) && !scripts.has(key)) scripts.set(key, script);
  };
  // Checks first: nowhere else does as much depend on a script.
  const lines = input.model.workloads.flatMap(commandLines);
  for (const line of lines.toSorted((a, b) => orderOf(a) - orderOf(b))) {
    for (const script of scriptsOf(line, input)) add(script);
  }
  for (const on of input.model.store.list('', 'ConfigMap')) {
    for (const script of fileScripts(on, input)) add(script);
  }
  return [...scripts.values()];
}

function orderOf({ role }: CommandLine): number {
  return ['check', 'probe', 'init', 'main', 'lifecycle'].indexOf(role);
}

function commandLines(user: Workload): CommandLine[] {
  return ['containers', 'initContainers'].flatMap((list) =>
    objects(user.spec, list).flatMap((container, index) => {
      const field = `${podSpecField(user)}.${list}[${index}]`;
      const role = list === 'containers' ? mainRole(user) : 'init';
      const wordsAt = (fields: JsonObject | undefined, key: string, prefix: string) =>
        texts(fields, key).map((word, at) => ({ word, field: `${prefix}.${key}[${at}]` }));
      const main = [...wordsAt(container, 'command', field), ...wordsAt(container, 'args', field)];
      const execs = [
        ...PROBES.map((probe) => ({
          path: probe,
          from: object(container, probe),
          role: 'probe' as const,
        })),
        ...HOOKS.map((hook) => ({
          path: `lifecycle.${hook}`,
          from: object(object(container, 'lifecycle'), hook),
          role: 'lifecycle' as const,
        })),
      ];
      return [
        { user, container, role, words: main },
        ...execs.map(({ path, from, role: own }) => ({
          user,
          container,
          role: own,
          words: wordsAt(object(from, 'exec'), 'command', `${field}.${path}.exec`),
        })),
      ];
    }),
  );
}

function mainRole({ kind, spec }: Workload): ScriptRole {
  const isOnce = kind === 'Job' || kind === 'CronJob' || text(spec, 'restartPolicy') === 'Never';
  return isOnce ? 'check' : 'main';
}

function scriptsOf(line: CommandLine, input: RuleInput): ShellScript[] {
  const words = line.words.map(({ word }) => word);
  const command = readShellCommand(words);
  const path = command ? words[command.path ?? -1] : words[0];
  const own = command?.script === undefined ? undefined : line.words[command.script];
  if (command && own) {
    const { shell, options } = command;
    const inline = makeScript(
      line,
      line.user.stored,
      own.field,
      own.word,
      { shell, options },
      input,
    );
    return inline ? [inline, ...scriptsRunBy(inline, line, input)] : [];
  }
  const file = path === undefined ? undefined : fileAt(path, line, command, input);
  return file ? [file] : [];
}

/** Files of ConfigMaps that an inline script runs. */
function scriptsRunBy(inline: ShellScript, line: CommandLine, input: RuleInput): ShellScript[] {
  return commandsIn(inline.syntax).flatMap((command) => {
    const words = literalWords(command);
    const [first = '', second = ''] = words;
    const isSourced = first === '.' || first === 'source';
    const path = isSourced ? second : (words[readShellCommand(words)?.path ?? 0] ?? '');
    if (!path.startsWith('/')) return [];
    const shell = isSourced ? inline : readShellCommand(words);
    // What is sourced has no exit status of its own.
    const own = isSourced ? { ...line, role: 'file' as const } : line;
    return fileAt(path, own, shell, input) ?? [];
  });
}

/** Run by name, the first line of a file says the shell; run by a shell, it does not count. */
function fileAt(
  path: string,
  line: CommandLine,
  command: Pick<ShellScript, 'options' | 'shell'> | undefined,
  input: RuleInput,
): ShellScript | undefined {
  const file = mountedFile(path, line.container, line.user, input);
  const how = file && (command ?? readShebang(file.text));
  return how && makeScript(line, file.on, `data[${file.key}]`, file.text, how, input);
}

/** Values that look like scripts. */
function fileScripts(on: StoredObject, input: RuleInput): ShellScript[] {
  return textMap(on.object, 'data').flatMap(([key, value]) => {
    const how = readShebang(value);
    if (!how && (!key.endsWith('.sh') || value.startsWith('#!'))) return [];
    const line = { role: 'file' as const, user: undefined, container: undefined };
    const { shell, options } = how ?? { shell: undefined, options: '' };
    return makeScript(line, on, `data[${key}]`, value, { shell, options }, input) ?? [];
  });
}

/** Parses each text once. */
function scriptParser(): typeof parse {
  const known = new Map<string, ReturnType<typeof parse>>();
  return (written) => {
    const syntax = known.get(written) ?? parse(written);
    known.set(written, syntax);
    return syntax;
  };
}

function makeScript(
  { role, user, container }: Pick<ShellScript, 'container' | 'role' | 'user'>,
  on: StoredObject,
  field: string,
  written: string,
  { shell, options }: Pick<ShellScript, 'options' | 'shell'>,
  input: RuleInput,
): ShellScript | undefined {
  if (written.length > MAX_TEXT) return undefined;
  const syntax = input.shared(scriptParser)(written);
  const isBroken = (syntax.errors?.length ?? 0) > 0;
  return { on, field, text: written, shell, options, role, user, container, syntax, isBroken };
}

/** How messages name a script. */
export function nameScript({ field, on, user, role }: ShellScript): string {
  const what =
    on.kind === 'ConfigMap'
      ? `${baseName(field.slice(5, -1))} of ConfigMap ${on.name}`
      : 'the script';
  if (!user) return what;
  return role === 'probe' ? `${what} of a probe of ${user.id}` : `${what} that ${user.id} runs`;
}
