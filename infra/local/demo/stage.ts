import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import type { Mail } from '../mailbox.ts';
import type { DemoAnswer, DemoRequest, LapseClient } from './lapse-client.ts';
import { StoryBroken } from './story-broken.ts';
import { answerLines, clockLine, type Line, mailLines, newsLine, requestLine } from './telling.ts';

/** What Lapse has to answer for the story to go on. */
export interface Expectation<Schema extends v.GenericSchema> {
  readonly status: number;
  readonly body: Schema;
  /** The parts of the answer worth telling, a line each. */
  readonly telling: (body: v.InferOutput<Schema>, headers: Headers) => readonly string[];
}

/** A request; `gist` tells of its body what matters. */
export interface StageRequest extends DemoRequest {
  readonly gist?: string;
}

/** Where the story is played: everything done here is told as it happens. */
export interface Stage {
  readonly tell: (lines: readonly Line[]) => void;
  readonly now: () => Promise<string>;
  /** @throws StoryBroken when the answer is another one */
  ask<S extends v.GenericSchema>(request: StageRequest, expected: Expectation<S>): Promise<v.InferOutput<S>>;
  /**
   * Asks again until the answer is the expected one, and tells that one.
   *
   * @throws StoryBroken when it does not come
   */
  askUntil<S extends v.GenericSchema>(request: StageRequest, expected: Expectation<S>): Promise<v.InferOutput<S>>;
  /**
   * Waits for a new mail with this subject to each of them; told in full, or by subject.
   *
   * @throws StoryBroken when one does not come
   */
  receive(subject: string, recipients: readonly string[], told?: 'in full' | 'by subject'): Promise<readonly Mail[]>;
  /** From now on, earlier mails are no news. */
  forgetMails(): Promise<void>;
  /** Moves the clock on. */
  pass(minutes: number): Promise<void>;
}

const PATIENCE_MS = 10_000;
const BETWEEN_TRIES_MS = 50;

export function createStage(lapse: LapseClient, tell: Stage['tell']): Stage {
  let oldMails = 0;

  const findNews = async (subject: string, to: string) =>
    (await lapse.mails()).slice(oldMails).findLast((mail) => mail.to === to && mail.subject === subject);

  async function receiveOne(subject: string, to: string): Promise<Mail> {
    const mail = await eventually(
      () => findNews(subject, to),
      (found) => found !== undefined,
    );
    if (!mail) throw new StoryBroken(`The mail “${subject}” to ${to} did not arrive.`);
    return mail;
  }

  return {
    tell,
    now: lapse.now,
    async ask(request, expected) {
      tell([toldRequest(request)]);
      const answer = await lapse.send(request);
      return conclude(request, expected, answer, tell);
    },
    async askUntil(request, expected) {
      tell([toldRequest(request)]);
      const answer = await eventually(
        () => lapse.send(request),
        (last) => findDifference(last, expected) === undefined,
      );
      return conclude(request, expected, answer, tell);
    },
    async receive(subject, recipients, told = 'by subject') {
      const mails = await Promise.all(recipients.map((to) => receiveOne(subject, to)));
      tell(told === 'in full' ? mails.flatMap(mailLines) : [newsLine(recipients, subject)]);
      return mails;
    },
    async forgetMails() {
      oldMails = (await lapse.mails()).length;
    },
    async pass(minutes) {
      tell([clockLine(minutes, await lapse.advance(minutes))]);
    },
  };
}

/** Tries until it is done or patience ends; measured in real time, because the stack's clock moves. */
async function eventually<T>(attempt: () => Promise<T>, isDone: (last: T) => boolean): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const last = await attempt();
    if (isDone(last) || performance.now() > end) return last;
    await pause(BETWEEN_TRIES_MS);
  }
}

function toldRequest({ by, method, path, gist }: StageRequest): Line {
  return requestLine(by.name, method, path, gist);
}

function conclude<S extends v.GenericSchema>(
  { by, method, path }: StageRequest,
  expected: Expectation<S>,
  answer: DemoAnswer,
  tell: Stage['tell'],
): v.InferOutput<S> {
  const difference = findDifference(answer, expected);
  if (difference !== undefined) throw new StoryBroken(`${method} ${path} by ${by.name} ${difference}.`);
  const body = v.parse(expected.body, answer.body);
  tell(answerLines(answer.status, expected.telling(body, answer.headers)));
  return body;
}

type Wanted = Pick<Expectation<v.GenericSchema>, 'status' | 'body'>;

/** How the answer differs from the expected one, as the end of a sentence; undefined when it does not. */
function findDifference(answer: DemoAnswer, { status, body }: Wanted): string | undefined {
  const code = v.safeParse(v.object({ code: v.string() }), answer.body);
  const answered = `${answer.status}${code.success ? ` ${code.output.code}` : ''}`;
  if (answer.status !== status) return `answered ${answered} instead of ${status}`;
  const parsed = v.safeParse(body, answer.body);
  if (parsed.success) return undefined;
  return `answered ${answered}, but ${inWords(parsed.issues[0])}`;
}

function inWords(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue) ?? 'body';
  if (issue.kind === 'validation') return issue.message;
  if (issue.received === 'undefined') return `without ${place}`;
  return `its ${place} is ${issue.received} instead of ${issue.expected}`;
}
