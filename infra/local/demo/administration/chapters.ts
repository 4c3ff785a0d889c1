import type { Stage } from '../stage.ts';
import { assign, tryToLockOut } from './assigning.ts';
import { castOf } from './cast.ts';
import { lookBack } from './looking-back.ts';
import { openLapse } from './onboarding.ts';
import { gatherPeople } from './people.ts';
import { closeRole, makePlaces, makeRole, tightenRules } from './rules.ts';
import { activateTwo, breakGlass, loseEligibility } from './running.ts';

/** How many chapters {@link administer} begins. */
export const ADMINISTRATION_CHAPTERS = 9;

/** Tells how grace sets an organization up and keeps it in order, from consent to report. */
export async function administer(stage: Stage, begin: (title: string) => void): Promise<void> {
  const cast = castOf(await stage.now());
  await stage.forgetMails();

  begin('Onboarding: consent was given, directory roles are signed up');
  await openLapse(stage);

  begin('People: a group, and a guest who joins by a one-time code');
  await gatherPeople(stage, cast);

  begin('A role of their own, with rules that are checked when saved');
  await makeRole(stage, cast);

  begin('Places: stricter rules further down');
  await makePlaces(stage, cast);

  begin('Assignments: eligible by group, standing access made eligible, no lock-out');
  const assignmentId = await assign(stage, cast);
  await tryToLockOut(stage);

  begin('Two roles in one call; one is extended, then revoked');
  await activateTwo(stage, cast);

  begin('Taking the eligibility away ends what runs under it, at once');
  await loseEligibility(stage, cast, assignmentId);

  begin('Break-glass: no approval, everybody knows, somebody else signs it off');
  await tightenRules(stage, cast);
  await breakGlass(stage, cast);

  begin('Looking back: who holds what, figures, every change');
  await lookBack(stage, cast);
  await closeRole(stage, cast);
}
