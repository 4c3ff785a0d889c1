import { directoryRoles } from '#shared/domain/directory-roles';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import type { Onboarding } from '#shared/ports/onboardings';
import { actorOf, type Caller } from './caller.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'onboardings' | 'directorySignUp' | 'roles' | 'now'>;

/**
 * Brings the roles of the directory (ONB-3); those whose id is taken already stay as they are. A second sign-up changes
 * nothing.
 *
 * @throws Refusal not_onboarded
 */
export function signUpForDirectoryRoles(caller: Pick<Caller, 'view'>, needs: Needs): Promise<Onboarding> {
  return retryWhenStale(async () => {
    const onboarding = await needs.onboardings.find();
    if (!onboarding) throw new Refusal('not_onboarded');
    if (onboarding.directoryRolesAt !== undefined) return onboarding;

    const existing = (await needs.roles.findSeveral(directoryRoles.map(({ id }) => id))).map(({ id }) => id);
    const added = directoryRoles.filter(({ id }) => !existing.includes(id));
    const [actor, at] = [actorOf(caller), needs.now()];
    await needs.directorySignUp.signUp(actor.id, at, added, {
      type: 'onboarding.directory_roles_signed_up',
      actor,
      details: { added: added.map(({ id }) => id), existing },
    });
    return { ...onboarding, directoryRolesBy: actor.id, directoryRolesAt: at };
  });
}
