import { setTimeout as wait } from 'node:timers/promises';

import { agrees } from './agrees.ts';
import { batchesOf } from './batches.ts';
import { askAcceptance } from './cluster/acceptance.ts';
import { ask } from './cluster/ask.ts';
import type { RealAnswer } from './cluster/real-answer.ts';
import { awaitRollouts, heldObjects, moveTo, settleCoreDns } from './cluster/held-objects.ts';
import type { HeldObjects } from './cluster/held-objects.ts';
import type { Reality } from './cluster/reality.ts';
import type { Copy } from './copy.ts';
import type { Fault, Shown } from './fault.ts';
import { findSaid } from './find-said.ts';
import type { FoundSaying } from './find-said.ts';
import { predict } from './predict.ts';
import { describeQuestion } from './question.ts';
import type { Question } from './question.ts';
import { readSide } from './side.ts';
import type { ProxyMode, Side } from './side.ts';
import { keyOfWorkload, withStandIn } from './stand-in.ts';

/** A question of a fault, with what was predicted and what the cluster answered. */
export interface Proof {
  readonly fault: Fault;
  readonly said: readonly (FoundSaying | undefined)[];
  readonly shown: Shown;
  readonly predicted: string;
  /** What the cluster answered before the mistake was made. */
  readonly before: RealAnswer;
  readonly after: RealAnswer;
  readonly verdict: 'agrees' | 'disagrees' | 'not-conclusive';
}

export interface ProofOptions {
  readonly reality: Reality;
  readonly copy: Copy;
  readonly faults: readonly Fault[];
  readonly proxyMode: ProxyMode;
  readonly say: (line: string) => void;
}

/** Milliseconds until what the cluster shows counts, whether it agrees or not. */
const PATIENCE = 60_000;

/** Makes every mistake in a cluster that holds the environment, and looks whether it does what was predicted. */
export async function prove({
  reality,
  copy,
  faults,
  proxyMode,
  say,
}: ProofOptions): Promise<readonly Proof[]> {
  copy.edit([]);
  const old = await readSide(copy.root, proxyMode);
  const original = heldObjects(old);
  const proofs: Proof[] = [];
  const isOnPaper = ({ shows }: Fault): boolean =>
    shows.every(({ question }) => question.ask === 'accept');
  for (const fault of faults.filter(isOnPaper)) {
    copy.edit(fault.edits);
    const side = await readSide(copy.root, proxyMode);
    const said = await findSaid(fault, side, copy.root);
    for (const shown of fault.shows) {
      const predicted = predictionOf(shown, side, old);
      const before = await acceptance(reality, shown.question, original);
      const after = await acceptance(reality, shown.question, heldObjects(side));
      proofs.push(judge({ fault, said, shown, predicted, before, after }, say));
    }
  }
  let held = original;
  try {
    for (const batch of batchesOf(faults.filter((fault) => !isOnPaper(fault)))) {
      say(`making ${batch.map(({ name }) => name).join(', ')}`);
      copy.edit(batch.flatMap(({ edits }) => edits));
      const side = await readSide(copy.root, proxyMode);
      const rest = withStandIns(original, batch);
      held = await settle(reality, held, rest, old);
      const questions = batch.flatMap((fault) => fault.shows.map((shown) => ({ fault, shown })));
      const before = await Promise.all(
        questions.map(({ shown }) => askUntil(reality, shown.question, shown.before)),
      );
      const target = withStandIns(heldObjects(side), batch);
      const stuck = new Set(
        questions.flatMap(({ shown: { question } }) =>
          question.ask === 'rollout' ? [keyOfWorkload(question.workload)] : [],
        ),
      );
      const made = await moveTo(reality, held, target, anewOf(batch, held, target));
      held = target;
      await settleCoreDns(reality, made, starts(side));
      await awaitRollouts(
        reality,
        made.filter((key) => !stuck.has(key)),
      );
      const found = await Promise.all(
        questions.map(async ({ fault, shown }, at): Promise<Omit<Proof, 'verdict'>> => {
          const predicted = predictionOf(shown, side, old);
          const after = await askUntil(reality, shown.question, predicted);
          const said = await findSaid(fault, side, copy.root);
          const asked = before[at] ?? { answer: '' };
          return { fault, said, shown, predicted, before: asked, after };
        }),
      );
      proofs.push(...found.map((one) => judge(one, say)));
    }
  } finally {
    say('restoring');
    await settle(reality, held, original, old);
  }
  return proofs;
}

/** What is made at the same time must not change what is predicted. */
function predictionOf({ question, after }: Shown, side: Side, old: Side): string {
  const predicted = predict(question, side, old);
  if (predicted.startsWith(after)) return predicted;
  throw new Error(`${describeQuestion(question)}: ${predicted} is predicted, not ${after}`);
}

function judge(proof: Omit<Proof, 'verdict'>, say: (line: string) => void): Proof {
  const { fault, shown, predicted, before, after } = proof;
  const isRight = agrees(shown.before, before.answer) && agrees(predicted, after.answer);
  // That nothing was lost may be luck.
  const isLucky = shown.question.ask === 'losses' && after.answer === shown.before;
  const isBusy = before.inconclusive === true || after.inconclusive === true || isLucky;
  const verdict = isBusy ? 'not-conclusive' : isRight ? 'agrees' : 'disagrees';
  const asked = describeQuestion(shown.question);
  say(`${verdict}  ${fault.name}: ${asked}: ${before.answer}; then ${after.answer}`);
  if (verdict === 'disagrees') say(`  predicted: ${shown.before}; then ${predicted}`);
  return { ...proof, verdict };
}

async function acceptance(
  reality: Reality,
  question: Question,
  objects: HeldObjects,
): Promise<RealAnswer> {
  if (question.ask !== 'accept') throw new Error('only objects can be accepted');
  const { kind, namespace, name } = question.object;
  const object = objects.get(`${kind}/${namespace}/${name}`);
  if (!object) throw new Error(`no ${kind} ${namespace}/${name} is rendered`);
  return askAcceptance(reality, object);
}

/**
 * Asks until the answer is the expected one twice in a row, or the time is over: a cluster needs a while to follow a
 * change, and what is seen once may be that while.
 */
async function askUntil(
  reality: Reality,
  question: Question,
  expected: string,
): Promise<RealAnswer> {
  // These change the cluster, or take their time by themselves.
  const isOnce = question.ask === 'losses' || question.ask === 'coredns';
  const end = Date.now() + PATIENCE;
  let streak = 0;
  for (;;) {
    const real = await tryToAsk(question, reality);
    streak = agrees(expected, real.answer) ? streak + 1 : 0;
    if (isOnce || streak === 2 || Date.now() > end) return real;
    await wait(1000);
  }
}

/** Pods that are just being replaced cannot be asked, and say nothing of the mistake. */
async function tryToAsk(question: Question, reality: Reality): Promise<RealAnswer> {
  try {
    return await ask(question, reality);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { answer: `cannot be asked: ${message}`, inconclusive: true };
  }
}

function withStandIns(objects: HeldObjects, batch: readonly Fault[]): HeldObjects {
  const replaced = new Map(objects);
  for (const { standIn } of batch) {
    const key = standIn === undefined ? '' : keyOfWorkload(standIn);
    const workload = replaced.get(key);
    if (workload) replaced.set(key, withStandIn(workload));
  }
  return replaced;
}

/** The Services that a fault wants made anew. */
function anewOf(batch: readonly Fault[], from: HeldObjects, to: HeldObjects): ReadonlySet<string> {
  if (!batch.some(({ anew }) => anew)) return new Set();
  const keys = [...to.keys()].filter((key) => key.startsWith('Service/'));
  return new Set(keys.filter((key) => isOtherAddress(from.get(key), to.get(key))));
}

function isOtherAddress(one: unknown, other: unknown): boolean {
  return (
    /"clusterIP":"None"/.test(JSON.stringify(one)) !==
    /"clusterIP":"None"/.test(JSON.stringify(other))
  );
}

/** Brings the cluster to a state without mistakes, and waits until it is there. */
async function settle(
  reality: Reality,
  from: HeldObjects,
  to: HeldObjects,
  side: Side,
): Promise<HeldObjects> {
  const keys = [...to.keys()].filter((key) => isOtherAddress(from.get(key), to.get(key)));
  const changed = await moveTo(reality, from, to, new Set(keys));
  await settleCoreDns(reality, changed, starts(side));
  await awaitRollouts(reality, changed);
  return to;
}

/** Whether CoreDNS starts with what it is given. */
function starts({ model }: Side): boolean {
  return model.corefile.loaded.start.result === 'ok';
}
