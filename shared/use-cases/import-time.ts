import { plusMinutes } from '#shared/domain/instant';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';

/** API Gateway waits 29 s for an answer (AWS limit); what is under way then has to end and be told, too. */
const WORKING_MINUTES = 20 / 60;

const NO_TIME = 'There was no time left for this. Send the import again: what is done already stays as it is.';

/** Refuses what comes too late in an import to be answered in time; made when it begins. */
export function importTime({ now }: Pick<Ports, 'now'>): () => void {
  const until = plusMinutes(now(), WORKING_MINUTES);
  return () => {
    if (now() >= until) throw new Refusal('busy', { detail: NO_TIME });
  };
}
