import { type Actor, ADA, ALAN, ada, GRACE } from './actors.ts';
import { evaluateAda } from './ask-for-access.ts';
import { activation } from './expectations.ts';
import type { Stage } from './stage.ts';

const ADMINISTRATORS = [GRACE, ALAN];

/** Waits until the workflow has given the access. */
export async function awaitActive(stage: Stage, by: Actor, activationId: string): Promise<void> {
  await stage.askUntil({ by, method: 'GET', path: `/v1/activations/${activationId}` }, activation('active'));
}

/** Waits until the access is withdrawn and verified. */
export async function awaitEnded(stage: Stage, by: Actor, activationId: string, outcome: string): Promise<void> {
  await stage.askUntil({ by, method: 'GET', path: `/v1/activations/${activationId}` }, activation('ended', outcome));
}

/** ada holds the role: the application lets her in, and the administrators know. */
export async function useAccess(stage: Stage, activationId: string): Promise<void> {
  await awaitActive(stage, ada, activationId);
  await evaluateAda(stage, true);
  await stage.receive('Active: Exchange Administrator', [ADA]);
  await stage.receive('Activated: Exchange Administrator by Ada Lovelace', ADMINISTRATORS);
}

/** An hour of access: a reminder a quarter of an hour before its end, then it is gone. */
export async function letItLapse(stage: Stage, activationId: string): Promise<void> {
  await stage.pass(46);
  await stage.receive('Ending soon: Exchange Administrator', [ADA]);
  await stage.pass(15);
  await awaitEnded(stage, ada, activationId, 'expired');
  await evaluateAda(stage, false);
  await stage.receive('Ended: Exchange Administrator', [ADA]);
  await stage.receive('Ended: Exchange Administrator by Ada Lovelace', ADMINISTRATORS);
}
