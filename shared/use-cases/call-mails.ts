import type { Activation, PendingActivation } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { renderCallMail } from '#shared/mail/templates';
import { type DecisionAsks, decisionAsks, mailAboutOne, mailAboutSeveral } from './decision-asks.ts';
import { listRecipients } from './mail-audiences.ts';
import type { MailDraft, MailNeeds, Recipient } from './mail-draft.ts';
import type { MailEvent } from './tell-people.ts';

/** What approvers are asked by: the request, or a reminder of it. */
export type AskingEvent = MailEvent & { type: 'activation.requested' | 'activation.approval_reminded' };

/** Requests in one mail at most. */
const MOST_REQUESTS = 10;
const PAUSE_MILLISECONDS = 200;
/** Whatever one call stores is there within 5 s, or never; with what follows nobody waits longer than 10 s. */
const LOOKS_FOR_OTHERS = 25;
const OTHERS_WAIT_MINUTES = (LOOKS_FOR_OTHERS * PAUSE_MILLISECONDS) / 60_000;
/** How long the others leave it to the first request of the call to write the mail about them all. */
const LOOKS_FOR_FIRST = 15;

/** One request of the call, and the event that asks for a decision on it. */
interface Asked {
  readonly activation: PendingActivation;
  readonly event: MailEvent;
}

interface Section extends Asked {
  readonly recipient: Recipient;
  readonly asks: DecisionAsks;
}

/**
 * The mails that ask about requests of one call: one for each approver and way to decide (link rule 11). Every event of
 * the call gathers the others and may write the mail about all, so that a crash between them leaves nobody unasked; the
 * claims see to it that each request is asked about once.
 */
export async function draftCallMails(
  event: AskingEvent,
  call: NonNullable<Activation['call']>,
  needs: MailNeeds,
): Promise<MailDraft[]> {
  const requests = await gather(event, call.activationIds, needs);
  const [first] = requests;
  const own = requests.find(({ id }) => id === event.subject.id);
  if (!own || (own !== first && (await isAskedByFirst(event, own, needs)))) return [];
  const asked = await Promise.all(requests.map((activation) => findAsked(event, activation, needs)));
  const sections = await Promise.all(asked.filter((one) => one !== undefined).map((one) => sectionsOf(one, needs)));
  return inOneMail(sections.flat()).map((several) => draftMail(event.type, several, needs));
}

/** The requests of the call that wait and are to be asked about now, in their order; waits a little for those to come. */
async function gather(event: AskingEvent, ids: readonly string[], needs: MailNeeds): Promise<PendingActivation[]> {
  const until = plusMinutes(event.at, OTHERS_WAIT_MINUTES);
  for (let looks = 0; ; looks += 1) {
    const found = await Promise.all(ids.map((id) => needs.activations.find(id)));
    const own = found.find((one) => one?.id === event.subject.id);
    const isAwaited = found.some((one) => isYetToCome(event, one, own));
    if (!isAwaited || looks >= LOOKS_FOR_OTHERS || needs.now() >= until)
      return found.filter((one) => one !== undefined).filter((one) => isDueNow(event, one));
    await needs.pause(PAUSE_MILLISECONDS);
  }
}

function isDueNow(event: AskingEvent, activation: Activation): activation is PendingActivation {
  return activation.status === 'pending_approval' && isAskedFor(event, activation);
}

function isAskedFor({ type, details }: AskingEvent, { approval }: PendingActivation): boolean {
  return type === 'activation.requested' || approval.reminders >= Number(details.reminder);
}

/** A request is stored after the ones before it; reminders of requests with the same window fall due together. */
function isYetToCome(event: AskingEvent, other: Activation | undefined, own: Activation | undefined): boolean {
  if (event.type === 'activation.requested') return other === undefined;
  if (other?.status !== 'pending_approval' || isAskedFor(event, other)) return false;
  return other.approval.windowMinutes === own?.approval?.windowMinutes;
}

/** Leaves it to the event of the first request for a while, so that not all of them write the same mails. */
async function isAskedByFirst(event: AskingEvent, own: PendingActivation, needs: MailNeeds): Promise<boolean> {
  const approvers = await listRecipients(event, own, needs);
  for (let looks = 0; ; looks += 1) {
    const mails = await needs.mailClaims.listAbout(event.subject);
    const settled = mails.filter(({ eventId, state }) => eventId === event.id && !['claimed', 'retry'].includes(state));
    if (approvers.every(({ id }) => settled.some(({ recipientId }) => recipientId === id))) return true;
    if (looks >= LOOKS_FOR_FIRST) return false;
    await needs.pause(PAUSE_MILLISECONDS);
  }
}

async function findAsked(event: AskingEvent, activation: PendingActivation, needs: MailNeeds) {
  if (activation.id === event.subject.id) return { activation, event };
  const events = await needs.activations.listEvents(activation.id);
  const same = events.find(({ type, details }) => type === event.type && details.reminder === event.details.reminder);
  return same && { activation, event: { ...same, type: event.type } };
}

async function sectionsOf({ activation, event }: Asked, needs: MailNeeds): Promise<Section[]> {
  const [recipients, asks] = await Promise.all([
    listRecipients(event, activation, needs),
    decisionAsks(event, activation, needs),
  ]);
  return recipients.map((recipient) => ({ activation, event, recipient, asks }));
}

/** Same approver, same way to decide, at most so many: one mail. */
function inOneMail(sections: readonly Section[]): Section[][] {
  const groups = Map.groupBy(sections, ({ recipient, asks }) => `${recipient.id} ${asks.mode}`);
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / MOST_REQUESTS) }, (_, part) =>
      group.slice(part * MOST_REQUESTS, (part + 1) * MOST_REQUESTS),
    ),
  );
}

function draftMail(type: AskingEvent['type'], sections: readonly Section[], needs: MailNeeds): MailDraft {
  const [first] = sections;
  if (!first) throw new Error('A mail about no request.');
  const mail = sections.length > 1 ? mailAboutSeveral(needs) : mailAboutOne(needs);
  const drawn = sections.map(({ activation, event, recipient, asks }) => {
    const { ask, ...link } = asks.askOf(recipient.id, mail);
    const about = { kind: 'activation', id: activation.id } as const;
    return { activation, ask, asked: { about, eventId: event.id, ...link } };
  });
  const { at, actor } = first.event;
  return {
    recipient: first.recipient,
    asks: drawn.map(({ asked }) => asked),
    write: async (ours) => {
      const requests = await Promise.all(
        drawn
          .filter(({ asked }) => ours.includes(asked))
          .map(async ({ activation, ask }) => ({ activation, ask: await ask() })),
      );
      return renderCallMail(type, { at, actor, requests, reviewUrl: `${needs.publicOrigin}/approvals` });
    },
  };
}
