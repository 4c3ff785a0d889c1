import { ada, adaWithMfa } from './actors.ts';
import { ADMINISTRATION_CHAPTERS, administer } from './administration/chapters.ts';
import { askCarelessly, askForRole, askTwice, EXCHANGE, evaluateAda, seeMyRole } from './ask-for-access.ts';
import { clearTheWay } from './clear-the-way.ts';
import { approve, cheat, findItDecided, openTheLink, receiveInvitations } from './decide-by-link.ts';
import { letItLapse, useAccess } from './hold-access.ts';
import type { LapseClient } from './lapse-client.ts';
import { playOtherWays } from './other-ways.ts';
import { showReport } from './show-report.ts';
import { createStage, type Stage } from './stage.ts';
import { StoryBroken } from './story-broken.ts';
import { chapterLines } from './telling.ts';

const WISH = { durationMinutes: 60, justification: 'Mail queue stuck', ticket: 'INC-1' };
const ACTIVATION_CHAPTERS = 9;

export interface Telling {
  /** Administration, too. */
  readonly all: boolean;
}

/**
 * Tells the life of an activation, and the other ways it can go, by real requests; leaves nothing open behind.
 *
 * @throws StoryBroken naming the chapter, when Lapse does not answer as told
 */
export async function tellStory(lapse: LapseClient, tell: Stage['tell'], { all }: Telling): Promise<void> {
  const stage = createStage(lapse, tell);
  let chapter = 0;
  const total = ACTIVATION_CHAPTERS + (all ? ADMINISTRATION_CHAPTERS : 0);
  const begin = (title: string) => tell(chapterLines(++chapter, total, title));
  try {
    await clearTheWay(
      stage,
      createStage(lapse, () => {}),
    );
    await play(stage, begin);
    if (all) await administer(stage, begin);
  } catch (error) {
    if (!(error instanceof StoryBroken)) throw error;
    const place = chapter === 0 ? 'before it began' : `at ${chapter}/${total}`;
    throw new StoryBroken(`The story broke ${place}: ${error.message}`, { cause: error });
  }
}

async function play(stage: Stage, begin: (title: string) => void): Promise<void> {
  const from = await stage.now();
  await stage.forgetMails();

  begin('Before: Exchange refuses ada');
  await evaluateAda(stage, false);
  await seeMyRole(stage, ada, EXCHANGE, 'eligible');

  begin('ada asks carelessly: far too long, no ticket, no second factor');
  await askCarelessly(stage);

  begin('ada asks properly, signed in with a second factor');
  const id = await askForRole(stage, adaWithMfa, EXCHANGE, WISH, 'pending_approval');
  await askTwice(stage, WISH);

  begin('The approvers get a mail each; opening the link decides nothing');
  const { grace, alan } = await receiveInvitations(stage);
  await openTheLink(stage, grace, id);

  begin('Nobody cheats: not ada herself, no forged link, no guessed code');
  await cheat(stage, grace, id);

  begin('grace approves on the page; the workflow gives the access');
  await approve(stage, grace);
  await useAccess(stage, id);
  await findItDecided(stage, alan);

  begin('Time passes: a reminder, then the access lapses');
  await letItLapse(stage, id);

  begin('The other ways it can go');
  const others = await playOtherWays(stage);

  begin('The report: who, when, where from, why, who decided, how it ended');
  await showReport(stage, from, [{ id, end: 'expired' }, ...others]);
}
