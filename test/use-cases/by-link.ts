import type { Activation } from '#shared/domain/activation';
import type { DecisionLink } from '#shared/domain/decision-link';
import type { Principal } from '#shared/domain/principal';
import type { RoleSettings } from '#shared/domain/role-settings';
import { decideByLink } from '#shared/use-cases/link-decisions';
import { foundOrganization } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, tell } from './steps.ts';

/** What an approver has in hand who reads the newest mail. */
export interface Letter {
  readonly token: string;
  readonly matchCode: string;
}

export interface LinkStory {
  readonly world: World;
  readonly id: string;
  /** Activations of which a link was locked, as often as that was reported. */
  readonly locked: string[];
  letterTo(person: Principal): Letter;
  decide(by: Letter, decision?: 'approve' | 'deny'): Promise<Activation>;
  /** The same letter with a code that is not its own. */
  wrong(by: Letter): Letter;
  linksOf(person: Principal): Promise<DecisionLink[]>;
}

/** Ada has asked for an hour; grace and alan have their mails. */
export async function beginByLink(open: OpenWorld, settings: Partial<RoleSettings>): Promise<LinkStory> {
  const world = await foundOrganization(await open(), settings);
  const { id } = await ask(world, { durationMinutes: 60 });
  await tell(world, 'activation.requested');
  const locked: string[] = [];
  return {
    world,
    id,
    locked,
    letterTo(person) {
      const { approveToken, code } = world.mailer.askOf(person);
      return { token: approveToken, matchCode: code };
    },
    decide: (by, decision = 'approve') =>
      decideByLink({ ...by, decision, justification: 'ok' }, { ...world, linkLocked: () => void locked.push(id) }),
    wrong: (by) => ({ ...by, matchCode: by.matchCode === 'CCCC' ? 'FFFF' : 'CCCC' }),
    linksOf: async (person) =>
      (await world.decisionLinks.listFor(id)).filter(({ approverId }) => approverId === person.id),
  };
}
