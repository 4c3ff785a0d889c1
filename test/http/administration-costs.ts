import { hashInvitationCode, newInvitationCode } from '#shared/decision-tokens/invitation-codes';
import type { Assignment } from '#shared/domain/assignment';
import { plusMinutes } from '#shared/domain/instant';
import { invitationExpiry } from '#shared/domain/invitation';
import type { Principal } from '#shared/domain/principal';
import { defaultSettings } from '#shared/domain/role-settings';
import { keys } from '#shared/dynamodb/keys';
import type { OperationOf } from '#shared/http/routes';
import { createPrincipal } from '#shared/use-cases/create-principal';
import { invitePrincipal } from '#shared/use-cases/invite-principal';
import { createRole } from '#shared/use-cases/keep-roles';
import { requestExtension } from '#shared/use-cases/request-assignment-extension';
import { createResource } from '#shared/use-cases/shape-tree';
import {
  ada,
  assignment,
  EXCHANGE,
  grace,
  mallory,
  operators,
  role,
  userEntry,
} from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { announced } from '#test/use-cases/break-glass';
import { ask, callerOf, grant } from '#test/use-cases/steps';
import type { Row } from './cost-row.ts';

const DAY = 24 * 60;
const WHY = { justification: 'Joined the team' };
let made = 0;

/** What the routes of administration cost; each row has things of its own, so that none is in the way of another. */
export function administrationCosts(world: World): Record<OperationOf<'administration'>, Row> {
  const newId = (kind: string) => {
    made += 1;
    return `${kind}_administered_${made}`;
  };
  const daysOn = (days: number) => plusMinutes(world.now(), days * DAY);
  const newRole = async () => {
    const id = newId('role');
    await world.directory.addRole(role(id), grace);
    await world.directory.addSettings({ roleId: id, resourceId: '/', version: 1, settings: defaultSettings }, grace);
    return id;
  };
  const ofRole = async () => ({ path: { id: await newRole() } });
  const held = async (type: Assignment['type'], holder = mallory) => {
    const added = assignment(holder, await newRole(), type, { id: newId('asg'), endsAt: daysOn(7) });
    await world.directory.addAssignment(added, grace);
    return added;
  };
  const ofHeld = async (type: Assignment['type']) => ({ path: { id: (await held(type)).id } });
  const newPerson = async () => {
    const id = newId('prn');
    const wanted = { id, kind: 'user', displayName: id, email: `${id}@example.test` } as const;
    return (await createPrincipal(wanted, await callerOf(world, grace), world)).principal;
  };
  const active = async (breakGlass: boolean) => {
    const { roleId } = await held('eligible', ada);
    if (breakGlass) await allowBreakGlass(world, roleId);
    const asked = await ask(world, { roleId, ...(breakGlass ? { breakGlass } : {}) });
    if (breakGlass) await announced(world, asked);
    await grant(world, asked);
    return { path: { id: asked.id } };
  };

  return {
    getOnboarding: { by: 'ada', requests: '1 BatchGetItem, 1 GetItem' },
    consent: { by: 'grace', call: { body: {} }, requests: '1 BatchGetItem, 1 GetItem' },
    signUpForDirectoryRoles: {
      by: 'grace',
      call: { body: {} },
      requests: '2 BatchGetItem, 1 GetItem, 1 Query, 1 TransactWriteItems',
    },

    listRoles: { by: 'alan', requests: '1 BatchGetItem, 5 Query' },
    getRole: { by: 'alan', before: ofRole, requests: '1 GetItem, 1 Query' },
    createRole: {
      by: 'grace',
      call: { body: { displayName: 'Database Administrator' } },
      requests: '1 GetItem, 1 Query, 1 TransactWriteItems',
    },
    changeRole: {
      by: 'grace',
      before: async () => ({ ...(await ofRole()), body: { enabled: false } }),
      requests: '1 BatchGetItem, 1 GetItem, 2 Query, 1 TransactWriteItems',
    },
    deleteRole: {
      by: 'grace',
      before: async () => {
        const { id } = await createRole({ displayName: 'By mistake' }, grace, world);
        return { path: { id } };
      },
      requests: '1 BatchGetItem, 2 GetItem, 1 Query, 1 TransactWriteItems',
    },
    listResources: { by: 'alan', requests: '5 Query' },
    getResource: { by: 'alan', call: { path: { id: '/' } }, requests: '1 GetItem, 1 Query' },
    createResource: {
      by: 'grace',
      call: { body: { displayName: 'Production', kind: 'account' } },
      requests: '2 GetItem, 1 Query, 1 TransactWriteItems',
    },
    changeResource: {
      by: 'grace',
      before: async () => {
        const { id } = await createResource({ displayName: 'Staging', kind: 'account' }, grace, world);
        return { path: { id }, body: { displayName: 'Production' } };
      },
      requests: '1 BatchGetItem, 1 GetItem, 1 Query, 1 TransactWriteItems',
    },

    deleteResource: {
      by: 'grace',
      before: async () => {
        const { id } = await createResource({ displayName: 'By mistake', kind: 'account' }, grace, world);
        return { path: { id } };
      },
      requests: '1 BatchGetItem, 2 GetItem, 1 Query, 1 TransactWriteItems',
    },

    getSettings: { by: 'alan', before: ofRole, requests: '1 BatchGetItem, 1 GetItem, 1 Query' },
    listSettingsVersions: { by: 'alan', before: ofRole, requests: '2 BatchGetItem, 1 GetItem, 2 Query' },
    putSettings: {
      by: 'grace',
      before: async () => ({
        ...(await ofRole()),
        body: { maximumDurationMinutes: 30 },
        headers: { 'if-match': '"1"' },
      }),
      requests: '6 BatchGetItem, 3 GetItem, 6 Query, 1 TransactWriteItems',
    },
    patchSettings: {
      by: 'grace',
      before: async () => ({ ...(await ofRole()), body: { maximumDurationMinutes: 30 } }),
      requests: '6 BatchGetItem, 3 GetItem, 6 Query, 1 TransactWriteItems',
    },

    listOverrides: {
      by: 'alan',
      before: async () => {
        const call = await ofRole();
        const override = { roleId: call.path.id, resourceId: 'staging', version: 1, settings: defaultSettings };
        await world.directory.addSettings(override, grace);
        return call;
      },
      requests: '2 BatchGetItem, 1 GetItem, 2 Query',
    },
    takeBackSettings: {
      by: 'grace',
      before: async () => {
        const call = await ofRole();
        await world.table.edit(keys.settings(call.path.id, '/'), {
          settings: { ...defaultSettings, maximumDurationMinutes: 30 },
        });
        return { ...call, headers: { 'if-match': '"1"' } };
      },
      requests: '6 BatchGetItem, 3 GetItem, 6 Query, 1 TransactWriteItems',
    },

    exportPolicy: { by: 'grace', requests: '6 BatchGetItem, 22 Query' },
    listRoleMembers: { by: 'alan', call: { path: { id: EXCHANGE } }, requests: '6 BatchGetItem, 1 GetItem, 4 Query' },
    listMembers: { by: 'alan', call: { query: { limit: '5' } }, requests: '17 BatchGetItem, 34 Query' },

    listAssignments: { by: 'alan', call: { query: { roleId: EXCHANGE } }, requests: '3 BatchGetItem, 2 Query' },
    createAssignments: {
      by: 'grace',
      before: async () => ({
        body: { principalIds: [ada.id, mallory.id], roleId: await newRole(), type: 'eligible', ...WHY },
      }),
      requests: '2 BatchGetItem, 2 GetItem, 4 Query, 2 TransactWriteItems',
    },
    getAssignment: { by: 'alan', before: () => ofHeld('eligible'), requests: '2 BatchGetItem, 2 GetItem, 1 Query' },
    changeAssignment: {
      by: 'grace',
      before: async () => ({ ...(await ofHeld('eligible')), body: { endsAt: daysOn(5) } }),
      requests: '2 BatchGetItem, 4 GetItem, 3 Query, 1 TransactWriteItems',
    },
    removeAssignment: {
      by: 'grace',
      before: () => ofHeld('eligible'),
      requests: '1 BatchGetItem, 3 GetItem, 3 Query, 1 TransactWriteItems',
    },
    makeEligible: {
      by: 'grace',
      before: () => ofHeld('active'),
      requests: '2 BatchGetItem, 4 GetItem, 3 Query, 1 TransactWriteItems',
    },
    makeActive: {
      by: 'grace',
      before: () => ofHeld('eligible'),
      requests: '2 BatchGetItem, 4 GetItem, 3 Query, 1 TransactWriteItems',
    },
    requestExtension: {
      by: 'mallory',
      before: async () => ({ ...(await ofHeld('eligible')), body: { endsAt: daysOn(30), ...WHY } }),
      requests: '1 BatchGetItem, 4 GetItem, 1 Query, 1 TransactWriteItems',
    },
    listExtensions: { by: 'alan', requests: '2 BatchGetItem, 5 Query' },
    decideExtension: {
      by: 'grace',
      before: async () => {
        const { id: assignmentId } = await held('eligible');
        const command = { assignmentId, endsAt: daysOn(30), ...WHY };
        const { id } = await requestExtension(command, await callerOf(world, mallory), world);
        return { path: { id }, body: { decision: 'approve', ...WHY } };
      },
      requests: '3 BatchGetItem, 5 GetItem, 3 Query, 1 TransactWriteItems',
    },

    listPrincipals: { by: 'alan', requests: '1 BatchGetItem, 5 Query' },
    getPrincipal: { by: 'alan', call: { path: { id: operators.id } }, requests: '1 BatchGetItem, 1 GetItem, 2 Query' },
    createPrincipal: {
      by: 'grace',
      call: { body: { kind: 'user', displayName: 'Barbara' } },
      requests: '1 Query, 1 TransactWriteItems',
    },
    changePrincipal: {
      by: 'grace',
      before: async () => ({ path: { id: (await newPerson()).id }, body: { enabled: false } }),
      requests: '1 BatchGetItem, 2 GetItem, 2 Query, 1 TransactWriteItems',
    },
    deletePrincipal: {
      by: 'grace',
      before: async () => ({ path: { id: (await newPerson()).id } }),
      requests: '1 BatchGetItem, 2 GetItem, 1 Query, 1 TransactWriteItems',
    },
    invitePrincipal: {
      by: 'grace',
      before: async () => ({ path: { id: (await newPerson()).id }, body: {} }),
      requests: '1 BatchGetItem, 1 GetItem, 1 Query, 1 TransactWriteItems',
    },
    redeemInvitation: {
      by: 'barbara',
      before: async () => ({ body: { code: await invite(world, await newPerson()) } }),
      requests: '1 BatchGetItem, 5 GetItem, 1 TransactWriteItems',
    },

    revokeActivation: {
      by: 'grace',
      before: async () => ({ ...(await active(false)), body: { reason: 'Left the company' } }),
      requests: '1 BatchGetItem, 2 GetItem, 1 Query, 1 TransactWriteItems',
    },
    reviewActivation: {
      by: 'alan',
      before: async () => ({ ...(await active(true)), body: WHY }),
      requests: '2 BatchGetItem, 1 GetItem, 1 Query, 1 TransactWriteItems',
    },
  };
}

/** Lets ada take a role by break-glass, as if its rules had always been so. */
async function allowBreakGlass(world: World, roleId: string): Promise<void> {
  const breakGlass = { principals: [userEntry(ada)], maximumDurationMinutes: 60 };
  await world.table.edit(keys.settings(roleId, '/'), { settings: { ...defaultSettings, breakGlass } });
}

/** Invites somebody and keeps what their mail would say; answers the code. */
async function invite(world: World, { id, email = '' }: Principal): Promise<string> {
  await invitePrincipal(id, await callerOf(world, grace), world);
  const code = newInvitationCode(id, world.randomText);
  const endsAt = invitationExpiry(world.now());
  await world.invitations.keep({ principalId: id, number: 1, hash: hashInvitationCode(code), endsAt }, email);
  return code;
}
