import { plusMinutes } from '#shared/domain/instant';
import { ADA, ada, adaWithMfa, linus, MARGARET, margaret, margaretWithMfa } from './actors.ts';
import { askForRole, EXCHANGE, seeMyRole, type Wish } from './ask-for-access.ts';
import { deny, receiveAlansInvitation } from './decide-by-link.ts';
import { activation } from './expectations.ts';
import { awaitActive, awaitEnded } from './hold-access.ts';
import type { Told } from './show-report.ts';
import type { Stage } from './stage.ts';
import { sceneLine } from './telling.ts';

const HELPDESK = 'helpdesk-administrator';
const APPROVAL_WINDOW_MINUTES = 24 * 60;

type Scene = (stage: Stage) => Promise<Told>;

const scenes: readonly (readonly [title: string, play: Scene])[] = [
  ['Without approval: active at once', withoutApproval],
  ['Denied: alan says no', denied],
  ['Cancelled: ada no longer needs it', cancelled],
  ['Deactivated: margaret gives it back early (a role she has through her group)', deactivated],
  ['Scheduled: linus asks for later', scheduled],
  ['Timed out: nobody answers ada', timedOut],
];

/** The six other ways an activation can go; returns what the report has to say of each. */
export async function playOtherWays(stage: Stage): Promise<Told[]> {
  const told: Told[] = [];
  for (const [title, play] of scenes) {
    stage.tell([sceneLine(title)]);
    await stage.forgetMails();
    told.push(await play(stage));
  }
  return told;
}

async function withoutApproval(stage: Stage): Promise<Told> {
  const wish = { durationMinutes: 30, justification: 'New colleague' };
  const id = await askForRole(stage, margaretWithMfa, 'user-administrator', wish, 'approved');
  await awaitActive(stage, margaret, id);
  await stage.receive('Active: User Administrator', [MARGARET]);
  return { id, end: 'expired' };
}

async function denied(stage: Stage): Promise<Told> {
  const id = await askForExchange(stage, { durationMinutes: 480, justification: 'Migration', ticket: 'INC-2' });
  await deny(stage, await receiveAlansInvitation(stage));
  return { id, end: 'denied' };
}

async function cancelled(stage: Stage): Promise<Told> {
  const id = await askForExchange(stage, { durationMinutes: 60, justification: 'Shared mailbox', ticket: 'INC-3' });
  await stage.ask({ by: ada, method: 'POST', path: `/v1/activations/${id}/cancel` }, activation('cancelled'));
  return { id, end: 'cancelled' };
}

async function deactivated(stage: Stage): Promise<Told> {
  const wish = { durationMinutes: 240, justification: 'Lost phone' };
  const id = await askForRole(stage, margaret, HELPDESK, wish, 'approved');
  await awaitActive(stage, margaret, id);
  await stage.ask({ by: margaret, method: 'POST', path: `/v1/activations/${id}/deactivate` }, activation('revoking'));
  await awaitEnded(stage, margaret, id, 'deactivated');
  return { id, end: 'deactivated' };
}

async function scheduled(stage: Stage): Promise<Told> {
  const startsAt = plusMinutes(await stage.now(), 120);
  const wish = { durationMinutes: 30, justification: 'Night shift', startsAt };
  const id = await askForRole(stage, linus, HELPDESK, wish, 'scheduled');
  await seeMyRole(stage, linus, HELPDESK, 'scheduled');
  await stage.pass(121);
  await awaitActive(stage, linus, id);
  return { id, end: 'expired' };
}

async function timedOut(stage: Stage): Promise<Told> {
  const id = await askForExchange(stage, { durationMinutes: 60, justification: 'Just curious', ticket: 'INC-4' });
  await stage.pass(APPROVAL_WINDOW_MINUTES + 1);
  await stage.askUntil({ by: ada, method: 'GET', path: `/v1/activations/${id}` }, activation('timed_out'));
  await stage.receive('Timed out: Exchange Administrator', [ADA]);
  return { id, end: 'timed_out' };
}

function askForExchange(stage: Stage, wish: Wish): Promise<string> {
  return askForRole(stage, adaWithMfa, EXCHANGE, wish, 'pending_approval');
}
