import { vi } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { defaultSettings } from '#shared/domain/role-settings';
import type { Operation } from '#shared/http/routes';
import { ada, assignment, EXCHANGE, exchangeSettings, grace, role, unbound } from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { ask, grant, tell } from '#test/use-cases/steps';
import { administrationCosts } from './administration-costs.ts';
import type { Row } from './cost-row.ts';
import type { Call } from './gateway-event.ts';

export const question = {
  subject: { type: 'user', id: ada.id },
  action: { name: 'use' },
  resource: { type: 'role', id: EXCHANGE },
};

/** What each route costs, and a call of it that comes about: who adds a route says what it costs. */
export function routeCosts(world: World): Record<Operation, Row> {
  let roles = 0;

  /** A role of its own for ada, so that nothing she has open is in the way; by link or session, or nobody has to approve. */
  async function newRole(approved: boolean): Promise<string> {
    roles += 1;
    const id = `role_${roles}`;
    const settings = approved ? exchangeSettings : defaultSettings;
    await world.directory.addRole(role(id), grace);
    await world.directory.addSettings({ roleId: id, resourceId: '/', version: 1, settings }, grace);
    await world.directory.addAssignment(assignment(ada, id, 'eligible', { id: `asg_cost_${roles}` }), grace);
    return id;
  }

  async function asked(): Promise<string> {
    return (await ask(world, { roleId: await newRole(true) })).id;
  }
  /** Ada holds a role she needed nobody for. */
  async function granted(durationMinutes = 60): Promise<string> {
    const approved = await ask(world, { roleId: await newRole(false), durationMinutes });
    await grant(world, approved);
    return approved.id;
  }
  const ofAsked = async (): Promise<Call> => ({ path: { id: await asked() } });
  const decision = { decision: 'approve', justification: 'ok' };

  async function letter() {
    await asked();
    await tell(world, 'activation.requested');
    return world.mailer.askOf(grace);
  }

  async function passMinutes(minutes: number): Promise<void> {
    world.setTime(plusMinutes(world.now(), minutes));
    vi.setSystemTime(world.now());
    await world.heartbeat.beat(world.now());
  }

  return {
    getHealth: { requests: '' },
    showDecisionPage: { requests: '' },
    showJoinPage: { requests: '' },
    showApprovalsPage: { requests: '' },
    showRewrittenLink: { before: async () => ({ path: { link: 'decide#a.b.c' } }), requests: '' },
    previewDecision: {
      before: async () => ({ body: { token: (await letter()).approveToken } }),
      requests: '2 BatchGetItem, 3 GetItem',
    },
    decideByLink: {
      before: async () => {
        const { approveToken, code } = await letter();
        return { body: { token: approveToken, matchCode: code, ...decision } };
      },
      requests: '5 BatchGetItem, 6 GetItem, 1 Query, 2 TransactWriteItems',
    },
    renewLink: {
      before: async () => {
        const { approveToken } = await letter();
        await passMinutes(61);
        return { body: { token: approveToken } };
      },
      requests: '2 GetItem, 1 TransactWriteItems',
    },

    getMe: { by: 'margaret', requests: '2 Query' },
    listMyRoles: { by: 'margaret', requests: '1 BatchGetItem, 2 Query' },
    listMyActivations: { by: 'ada', requests: '1 BatchGetItem, 2 Query' },
    activate: {
      by: 'ada',
      before: async () => ({
        body: { items: [{ roleId: await newRole(false) }], justification: 'Mail queue is stuck' },
      }),
      requests: '1 BatchGetItem, 1 GetItem, 1 Query, 1 TransactWriteItems',
    },
    getActivation: { by: 'alan', before: ofAsked, requests: '1 GetItem, 2 Query' },
    cancelActivation: {
      by: 'ada',
      before: ofAsked,
      requests: '1 BatchGetItem, 1 GetItem, 1 Query, 1 TransactWriteItems',
    },
    deactivateActivation: {
      by: 'ada',
      before: async () => ({ path: { id: await granted() } }),
      requests: '1 BatchGetItem, 2 GetItem, 1 Query, 1 TransactWriteItems',
    },
    extendActivation: {
      by: 'ada',
      before: async () => ({
        path: { id: await granted(30) },
        body: { additionalMinutes: 30, justification: 'Not done yet' },
      }),
      requests: '2 BatchGetItem, 2 GetItem, 2 Query, 1 TransactWriteItems',
    },

    // A batch for what waits, one for the settings there and one for persons; one more for places below the directory.
    listApprovals: { by: 'alan', requests: '3 BatchGetItem, 3 Query' },
    decide: {
      by: 'alan',
      before: async () => ({ ...(await ofAsked()), body: decision }),
      requests: '4 BatchGetItem, 4 GetItem, 2 Query, 1 TransactWriteItems',
    },
    decideSeveral: {
      by: 'alan',
      before: async () => ({
        body: {
          items: [
            { activationId: await asked(), decision: 'approve' },
            { activationId: await asked(), decision: 'deny' },
          ],
          justification: 'ok',
        },
      }),
      requests: '8 BatchGetItem, 8 GetItem, 3 Query, 2 TransactWriteItems',
    },

    reportActivations: {
      by: 'alan',
      before: async () => {
        await ask(world);
        return { query: { roleId: EXCHANGE } };
      },
      requests: '1 BatchGetItem, 2 Query',
    },
    reportSummary: {
      by: 'alan',
      call: { query: { from: '2026-11-15T00:00:00Z' } },
      requests: '4 BatchGetItem, 41 Query',
    },
    listAudit: { by: 'alan', call: { query: { limit: '5' } }, requests: '1 BatchGetItem, 5 Query' },

    evaluate: { by: 'robot', call: { body: question }, requests: '3 GetItem, 2 Query' },
    evaluateSeveral: {
      by: 'robot',
      call: { body: { ...question, evaluations: [{}, {}] } },
      requests: '1 BatchGetItem, 2 GetItem, 2 Query',
    },
    describeEvaluation: { requests: '' },

    showOpenApi: { requests: '' },
    showDocumentation: { requests: '' },

    ...administrationCosts(world),

    // Last: what they add, in whatever order, makes pages of the lists above other ones.
    importPolicy: {
      by: 'grace',
      before: async () => {
        await world.directory.addPrincipal({ ...unbound, id: 'prn_imported' }, grace);
        const eligible = [{ principal: 'prn_imported' }, { principal: 'costly' }];
        return {
          body: {
            apiVersion: 'lapse/v1',
            groups: { costly: { members: ['prn_imported'] } },
            roles: { 'role-of-policy': { displayName: 'Of a policy', eligible } },
          },
        };
      },
      requests: '12 BatchGetItem, 9 GetItem, 15 Query, 7 TransactWriteItems',
    },
    importPrincipals: {
      by: 'grace',
      call: {
        body: {
          items: [
            { id: 'prn_katherine', displayName: 'Katherine' },
            { id: ada.id, displayName: 'ada' },
          ],
        },
      },
      requests: '2 GetItem, 1 Query, 2 TransactWriteItems',
    },
  };
}
