import * as v from 'valibot';
import type { Activation } from '#shared/domain/activation';
import { Assignment } from '#shared/domain/assignment';
import { plusMinutes } from '#shared/domain/instant';
import { Refusal } from '#shared/domain/refusal';
import { exactly } from '#shared/domain/settings-wish';
import { assignRole } from '#shared/use-cases/assign-role';
import { castVote } from '#shared/use-cases/cast-vote';
import { changePrincipal } from '#shared/use-cases/change-principal';
import { changeSettings } from '#shared/use-cases/change-settings';
import { convertAssignment } from '#shared/use-cases/convert-assignment';
import { cancelActivation, deactivateActivation } from '#shared/use-cases/end-own-activation';
import { extendActivation } from '#shared/use-cases/extend-activation';
import { updateRole } from '#shared/use-cases/keep-roles';
import { decideByLink } from '#shared/use-cases/link-decisions';
import { removeAssignment } from '#shared/use-cases/remove-assignment';
import { requestActivations } from '#shared/use-cases/request-activations';
import { revokeActivation } from '#shared/use-cases/revoke-activation';
import { changeResource } from '#shared/use-cases/shape-tree';
import { EXCHANGE, grace, mallory, operators } from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { accounts, callerOf, roleIds, settingsOf } from './organization.ts';
import type { Step } from './step.ts';

/** What is there for people to act on, newest first. */
export interface Scene {
  readonly world: World;
  readonly activations: readonly Activation[];
  readonly rows: readonly Record<string, unknown>[];
}

type Acts = { [D in Step['does']]?: (scene: Scene, step: Extract<Step, { does: D }>) => Promise<unknown> };
const WHY = 'Because the model says so';

/** What people do; each answers or throws a refusal. Nothing to act on is nothing done. */
export const peopleAct = {
  async request({ world }, { who, role, place, minutes, startsIn, breakGlass }) {
    const wanted = {
      roleId: roleIds[role],
      resourceId: place,
      durationMinutes: minutes,
      ...(startsIn > 0 ? { startsAt: plusMinutes(world.now(), startsIn) } : {}),
      ...(breakGlass ? { breakGlass } : {}),
    };
    const caller = await callerOf(world, accounts[who].id);
    const [result] = await requestActivations({ items: [wanted], justification: WHY }, caller, world);
    if (result && 'refusal' in result) throw result.refusal;
  },
  async vote({ world, activations }, { who, which, decision }) {
    const activation = pick(activations, which);
    const ballot = { voterId: accounts[who].id, decision, justification: WHY, assurance: 'session' as const };
    if (activation) await castVote({ activationId: activation.id, ...ballot }, world);
  },
  async link({ world }, { who, decision, isWrong }) {
    const letter = letterTo(world, accounts[who]);
    if (!letter) return;
    const { approveToken, denyToken, code } = letter;
    const token = decision === 'approve' ? approveToken : denyToken;
    const matchCode = isWrong ? code.replace(/^./, (first) => (first === 'C' ? 'F' : 'C')) : code;
    const command = { token, decision, matchCode, justification: WHY };
    await decideByLink(command, { ...world, linkLocked: () => {} });
  },
  async cancel({ world, activations }, { which, isOwn }) {
    const activation = pick(activations, which);
    if (activation) await cancelActivation(activation.id, await requesterOf(world, activation, isOwn), world);
  },
  async deactivate({ world, activations }, { which }) {
    const activation = pick(activations, which);
    if (activation) await deactivateActivation(activation.id, await requesterOf(world, activation), world);
  },
  async extend({ world, activations }, { which, minutes }) {
    const activation = pick(activations, which);
    if (!activation) return;
    const command = { activationId: activation.id, additionalMinutes: minutes, justification: WHY };
    await extendActivation(command, await requesterOf(world, activation), world);
  },
  async revoke({ world, activations }, { which }) {
    const activation = pick(activations, which);
    if (!activation) return;
    await revokeActivation({ activationId: activation.id, reason: WHY }, await callerOf(world, grace.id), world);
  },
  async assign({ world }, { who, role, type, days, at }) {
    const command = {
      principalIds: [accounts[who].id],
      roleId: roleIds[role],
      resourceId: at,
      type,
      justification: WHY,
      ...(days > 0 ? { endsAt: plusMinutes(world.now(), days * 24 * 60) } : { permanent: true }),
    };
    const [result] = await assignRole(command, await callerOf(world, grace.id), world);
    if (result && 'refusal' in result) throw result.refusal;
  },
  async move({ world }, { to }) {
    await changeResource('unit', { parentId: to }, grace, world);
  },
  async remove({ world, rows }, { which }) {
    const assignment = pick(assignmentsIn(rows), which);
    if (assignment) await removeAssignment(assignment.id, await callerOf(world, grace.id), world);
  },
  async convert({ world, rows }, { which }) {
    const assignment = pick(assignmentsIn(rows), which);
    if (!assignment) return;
    const type = assignment.type === 'active' ? ('eligible' as const) : ('active' as const);
    await convertAssignment({ id: assignment.id, type }, await callerOf(world, grace.id), world);
  },
  async member({ world }, { who, joins }) {
    const change = joins ? { addMembers: [accounts[who].id] } : { removeMembers: [accounts[who].id] };
    await changePrincipal(operators.id, change, await callerOf(world, grace.id), world);
  },
  async switchPerson({ world }, { who, on }) {
    await changePrincipal(accounts[who].id, { enabled: on }, await callerOf(world, grace.id), world);
  },
  async linkPerson({ world }, { who, to }) {
    const personId = to === 'nobody' ? `person_of_${who}` : accounts[to].id;
    await changePrincipal(accounts[who].id, { personId }, await callerOf(world, grace.id), world);
  },
  async switchRole({ world }, { role, on }) {
    await updateRole(roleIds[role], { enabled: on }, await callerOf(world, grace.id), world);
  },
  async settings({ world }, { who, place, settings }) {
    const command = { roleId: EXCHANGE, resourceId: place, wish: exactly(settingsOf(settings)) };
    await changeSettings(command, await callerOf(world, accounts[who].id), world);
  },
} satisfies Acts;

function pick<T>(these: readonly T[], which: number): T | undefined {
  return these[which % Math.max(1, these.length)];
}

/** Whose it is, or somebody else, who has to be refused. */
function requesterOf(world: World, { requester }: Activation, isOwn = true) {
  return callerOf(world, isOwn ? requester.id : mallory.id);
}

function letterTo(world: World, person: { email?: string }) {
  try {
    return world.mailer.askOf(person);
  } catch {
    return undefined;
  }
}

function assignmentsIn(rows: Scene['rows']): Assignment[] {
  return rows.filter(({ entity }) => entity === 'assignment').map((row) => v.parse(Assignment, row));
}

/** Tells a refusal, which is an answer, from anything else, which is a fault of the product. */
export function refusalIn(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  throw error;
}
