import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import { createDynamoDbEngine } from '#infra/local/dynamodb/engine';
import { listUnfinished } from '#infra/local/unfinished';
import type { RightEnding } from '#shared/domain/right-ending';
import { activationItem } from '#shared/dynamodb/activation-item';
import { endingItem } from '#shared/dynamodb/ending-writes';
import { indexKeys } from '#shared/dynamodb/index-keys';
import { keys } from '#shared/dynamodb/keys';
import { active, cancelled, NOON } from '#test/support/activations';
import { engineClient } from '#test/support/engine-client';
import { createWorldTable } from '#test/support/world-table';

const ending: RightEnding = {
  id: 'end_1',
  cause: { reason: 'role_disabled', roleId: 'exchange-administrator' },
  actor: { id: 'prn_grace', displayName: 'Grace Hopper' },
  at: NOON,
  pages: 3,
  cursor: 'abc',
};

it('after a restart everything open is found: activations and rights that went, and nothing else that is due', async () => {
  const engine = createDynamoDbEngine({ now: () => Date.parse(NOON) });
  const table = await createWorldTable(engineClient(engine));
  onTestFinished(async () => {
    table.close();
    await engine.close();
  });
  const documents = DynamoDBDocumentClient.from(table.client);
  const rested = { ...ending, id: 'end_2', failedPasses: 1, restsUntil: NOON };
  const items = [
    { ...keys.activation('act_1'), ...activationItem(active()), entity: 'activation' },
    { ...keys.activation('act_2'), ...activationItem(cancelled({ id: 'act_2' })), entity: 'activation' },
    { ...keys.ending(ending.id), ...endingItem(ending, NOON), entity: 'ending' },
    { ...keys.ending(rested.id), ...endingItem(rested, NOON), entity: 'ending' },
    { ...keys.assignment('prn_ada', 'asg_1'), ...indexKeys.due('asg_1', NOON), entity: 'assignment' },
  ];
  for (const Item of items) await documents.send(new PutCommand({ TableName: table.name, Item }));

  const found = await listUnfinished(engine, table.name);

  expect(found.map(({ item }) => item.id?.S).sort()).toEqual(['act_1', 'end_1', 'end_2']);
  expect(found.find(({ item }) => item.id?.S === 'end_1')).toMatchObject({
    keys: { pk: { S: 'ENDING#end_1' }, sk: { S: 'ENDING' } },
    item: { cursor: { S: 'abc' } },
  });
});
