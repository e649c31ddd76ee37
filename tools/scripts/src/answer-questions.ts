import type { DiscoveryModel, Reply, ResourceRecord } from '@fingerpost/discovery';

import type { NamedModel } from './models.ts';
import { UsageError } from './usage-error.ts';
import { resolveUserPath } from './user-path.ts';
import { workingFiles } from './working-files.ts';

/** A question of the file. */
interface Question {
  readonly q: string;
  readonly type: string;
}

/** What the name server answers. */
export interface AnsweredQuestion extends Question {
  /** Null where only a server outside of the cluster knows. */
  readonly rcode: Reply['rcode'];
  /** The value of a record of the name and type that were asked for; of others `owner TYPE value`. Sorted. */
  readonly answers: readonly string[];
}

/** Answers the questions of a JSON file as the name server of a cluster would. */
export function answerQuestions(
  file: string,
  { model }: NamedModel,
  directory: string,
): AnsweredQuestion[] {
  return readQuestions(file, directory).map((question) => answer(question, model));
}

function readQuestions(file: string, directory: string): Question[] {
  const bytes = workingFiles(directory).readFile(resolveUserPath(directory, file));
  if (!bytes) throw new UsageError(`${file}: there is no such file`);
  const parsed = parse(new TextDecoder().decode(bytes), file);
  if (!Array.isArray(parsed)) throw new UsageError(`${file} holds no list of questions`);
  return parsed.map((entry: unknown, index) => {
    if (isQuestion(entry)) return { q: entry.q, type: entry.type };
    throw new UsageError(
      `${file}: [${index}] is no question; write {"q": "go-server.backend.svc.cluster.local.", "type": "A"}`,
    );
  });
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} is no JSON: ${reason}`, { cause: error });
  }
}

function isQuestion(entry: unknown): entry is Question {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'q' in entry &&
    'type' in entry &&
    typeof entry.q === 'string' &&
    typeof entry.type === 'string'
  );
}

function answer({ q, type }: Question, { nameServer }: DiscoveryModel): AnsweredQuestion {
  const name = q.endsWith('.') ? q : `${q}.`;
  const reply = nameServer.answer({ name, type: type.toUpperCase() });
  const answers = reply.answers.map((record) => formatRecord(record, name, type.toUpperCase()));
  return { q, type, rcode: reply.rcode, answers: answers.toSorted() };
}

function formatRecord({ owner, type, value }: ResourceRecord, name: string, asked: string): string {
  const isAsked = owner.toLowerCase() === name.toLowerCase() && type === asked;
  return isAsked ? value : `${owner} ${type} ${value}`;
}
