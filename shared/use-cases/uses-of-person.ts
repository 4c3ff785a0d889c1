import type { Activation } from '#shared/domain/activation';
import { mayUseAgain, reviewsAwaited } from '#shared/domain/break-glass';
import { isSamePerson, personOf } from '#shared/domain/person';
import type { Principal } from '#shared/domain/principal';
import type { Ports } from '#shared/ports';
import type { UsesOfPerson } from '#shared/ports/reviews';
import { listAdministrators } from './administrators.ts';
import type { Caller } from './caller.ts';
import { findAccounts } from './find-accounts.ts';
import { listOtherAccounts } from './list-other-accounts.ts';

type Needs = Pick<Ports, 'principals' | 'roles' | 'reviews' | 'now'>;

/**
 * The break-glass uses of the caller that await review, by whichever account of theirs (T-58).
 *
 * @param ofCall what the same call has asked for before: in a dry run the table knows nothing of it
 * @throws Refusal reviews_awaited when one more would be too many
 */
export async function findUsesOfPerson(
  caller: Caller,
  ofCall: readonly Activation[],
  needs: Needs,
): Promise<UsesOfPerson> {
  const { principal } = caller.view;
  const accounts = [principal, ...(await listOtherAccounts(principal, needs))];
  const person = personOf(principal, await findAccounts({ current: accounts }, needs));
  const ids = accounts.map(({ id }) => id);
  const { counted, awaited } = await needs.reviews.findUses(person, ids);
  const before = ofCall.filter(({ id, breakGlass }) => breakGlass && !awaited.some((use) => use.id === id));
  const uses = { person, counted, awaited: [...awaited, ...before] };
  if (!mayUseAgain(uses.awaited.length)) throw reviewsAwaited(await listReviewers(principal, needs));
  return uses;
}

/** The other people who hold an administrator role now: they may sign off. */
async function listReviewers(principal: Principal, needs: Needs): Promise<Principal[]> {
  const people = await listAdministrators(needs, ['active']);
  const accounts = await findAccounts({ current: [principal, ...people] }, needs);
  return people.filter((person) => !isSamePerson(person, principal, accounts));
}
