import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Activation } from '#shared/domain/activation';
import type { EndingCause } from '#shared/domain/right-ending';
import { activationItem, openItem } from '#shared/dynamodb/activation-item';
import { keys } from '#shared/dynamodb/keys';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { active, approved, pending, provisioning } from '#test/dynamodb/an-activation';
import { writeEnding } from '#test/support/endings';
import { assignment, EXCHANGE, operators, principal } from '#test/support/found-organization';
import type { World } from '#test/support/world';

export const ENDING = 'end_1';

/** Takes a right away as the product does: with its ending, at the time it is now. */
export function rightGone(world: World, cause: EndingCause) {
  return writeEnding(world.table, world.now(), cause);
}

/** What dispatch does for an ending, woken by each of its own changes; answers how many requests each page took. */
export async function dispatchEnding(world: World): Promise<number[]> {
  const requests: number[] = [];
  for (let goesOn = true; goesOn; ) {
    const before = world.table.requests.length;
    ({ goesOn } = await endNextPage(ENDING, world));
    requests.push(world.table.requests.length - before);
  }
  return requests;
}

/** The event every later one of the activation is chained to. */
function firstEvent({ id, requester, requestedAt: at }: Activation) {
  const subject = { kind: 'activation' as const, id };
  const event = {
    id: `evt_${id}`,
    type: 'activation.requested',
    at,
    seq: 1,
    actor: requester,
    subject,
    details: {},
    prev: '',
  };
  return { ...event, ...keys.event(subject, 1), entity: 'event' };
}

/** Many people with an activation each of Exchange through the operators: waiting, approved and active in turn. */
export async function manyUnderOperators(world: World, count: number): Promise<Activation[]> {
  const eligibility = { assignmentId: assignment(operators, EXCHANGE, 'eligible').id, holderId: operators.id };
  const activations = Array.from({ length: count }, (_, at) => {
    const id = String(at).padStart(4, '0');
    const asked = { id: `act_${id}`, requester: principal(id), eligibility };
    return [pending(asked), approved(asked), active(provisioning(approved(asked)))][at % 3] ?? pending(asked);
  });
  const documents = DynamoDBDocumentClient.from(world.table.client);
  const items = activations.flatMap((activation) => [
    { ...activationItem(activation), ...keys.activation(activation.id), entity: 'activation' },
    {
      ...openItem(activation),
      ...keys.openActivation(activation.requester.id, activation.roleId, activation.resourceId),
      entity: 'open_activation',
    },
    firstEvent(activation),
  ]);
  for (let from = 0; from < items.length; from += 25) {
    const requests = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [world.table.name]: requests } }));
  }
  return activations;
}
