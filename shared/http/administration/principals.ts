import type { Principal } from '#shared/domain/principal';
import type { Ports } from '#shared/ports';
import { matching } from '#shared/ports/principal-records';
import { actorOf } from '#shared/use-cases/caller';
import { type ChangedPrincipal, changePrincipal } from '#shared/use-cases/change-principal';
import { createPrincipal } from '#shared/use-cases/create-principal';
import { invitePrincipal } from '#shared/use-cases/invite-principal';
import { redeemInvitation } from '#shared/use-cases/redeem-invitation';
import { removeUnused } from '#shared/use-cases/remove-unused';
import { showPrincipal } from '#shared/use-cases/show-principal';
import type { Handlers } from '../api.ts';
import { memberView, principalView } from '../principal-view.ts';
import type { Answer } from '../problems.ts';
import { listedOrFound } from './found.ts';

type Needs = Pick<
  Ports,
  | 'activations'
  | 'onboardings'
  | 'principals'
  | 'principalRecords'
  | 'roles'
  | 'removals'
  | 'searches'
  | 'invitations'
  | 'newId'
  | 'now'
>;

/** Users, guests, groups and workloads, and how invited people bind their sign-in. */
export function principalHandlers(ports: Needs) {
  return {
    listPrincipals: ({ query }) =>
      listedOrFound(
        query,
        () => ports.principalRecords.list(query, query),
        () => ports.searches.findPrincipals(query, matching(query)),
        principalView,
      ),
    getPrincipal: async ({ path, query }) => {
      const { principal, members } = await showPrincipal(path.id ?? '', query, ports);
      const listed = members && { members: { ...members, items: members.items.map(memberView) } };
      return { ...shown(200, principal), body: { ...principalView(principal), ...listed } };
    },
    createPrincipal: async ({ caller, body }) => changed(201, await createPrincipal(body, caller, ports)),
    changePrincipal: async ({ caller, path, body, expectation }) =>
      changed(200, await changePrincipal(path.id ?? '', body, caller, ports, expectation)),
    deletePrincipal: async ({ caller, path, expectation }) => {
      await removeUnused('principal', path.id ?? '', actorOf(caller), ports, expectation);
      return { status: 204 };
    },
    invitePrincipal: async ({ caller, path }) => {
      const { principalId, endsAt } = await invitePrincipal(path.id ?? '', caller, ports);
      return { status: 202, body: { principalId, endsAt, expiresAt: endsAt } };
    },
    redeemInvitation: async ({ claims, body }) => {
      const { iss: issuer, sub: subject } = claims;
      return { status: 200, body: principalView(await redeemInvitation({ ...body, issuer, subject }, ports)) };
    },
  } satisfies Partial<Handlers<'administration'>>;
}

/** The same after a change, with what deserves a second look. */
function changed(status: number, { principal, warnings }: ChangedPrincipal): Answer {
  const { body, ...answer } = shown(status, principal);
  return { ...answer, body: { ...Object(body), ...(warnings.length > 0 ? { warnings } : {}) } };
}

function shown(status: number, principal: Principal): Answer {
  return { status, revision: principal.revision, body: principalView(principal) };
}
