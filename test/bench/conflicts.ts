import { setTimeout as wait } from 'node:timers/promises';
import { createDynamoDbEngine } from '#infra/local/dynamodb/engine';
import { demonstration } from '#shared/domain/audit-event';
import type { Principal } from '#shared/domain/principal';
import { Refusal } from '#shared/domain/refusal';
import { grantAccess } from '#shared/use-cases/grant-access';
import { requestActivations } from '#shared/use-cases/request-activations';
import { engineClient } from '#test/support/engine-client';
import { approval, assignment, EXCHANGE, foundOrganization, principal } from '#test/support/found-organization';
import { createWorld, type World } from '#test/support/world';

/*
 * `npm run bench:conflicts`: how often a transaction has to be sent when many people activate one role in the same
 * second: the table turns away whoever touches an item that another transaction has under way. This machine is too slow
 * for 500 a second, so everything takes its time so many times longer, pauses between attempts included.
 */
const SLOWER = 10;
/** How long a transaction of a few items is under way in one Region, in milliseconds. */
const TRANSACTION_MILLISECONDS = 10;
const RATES = [50, 200, 500];

const sleep = globalThis.setTimeout;
Object.assign(globalThis, {
  setTimeout: (work: () => void, milliseconds = 0) => sleep(work, milliseconds * SLOWER),
});

interface Counted {
  attempts: number;
  done: number;
  busy: number;
}

/** As many people as come in one second, each eligible. */
async function openWorld(count: number): Promise<{ world: World; people: readonly Principal[] }> {
  const engine = createDynamoDbEngine({ transactionsTake: TRANSACTION_MILLISECONDS * SLOWER });
  const world = await createWorld(engineClient(engine));
  await foundOrganization(world, approval({ required: false }));
  const people = Array.from({ length: count }, (_, at) => principal(`person${at}`));
  for (const person of people) {
    await world.directory.addPrincipal(person, demonstration);
    await world.directory.addAssignment(assignment(person, EXCHANGE, 'eligible'), demonstration);
  }
  return { world, people };
}

/** Starts the work for one after the other at a rate, and counts the transactions it sends. */
async function counted<T, R>(world: World, rate: number, given: readonly T[], work: (one: T) => Promise<R>) {
  const count: Counted = { attempts: 0, done: 0, busy: 0 };
  const sentBefore = transactions(world);
  const results = await Promise.all(
    given.map(async (one, at) => {
      await wait((at * 1000 * SLOWER) / rate);
      try {
        const result = await work(one);
        count.done += 1;
        return result;
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'busy') throw error;
        count.busy += 1;
        return undefined;
      }
    }),
  );
  return {
    count: { ...count, attempts: transactions(world) - sentBefore },
    results: results.filter((one) => one !== undefined),
  };
}

const transactions = ({ table }: World) => table.requests.filter((name) => name === 'TransactWriteItems').length;

async function measure(rate: number): Promise<void> {
  const { world, people } = await openWorld(rate);
  const asked = await counted(world, rate, people, async (person) => {
    const view = await world.principals.view(person.id);
    if (!view) throw new Error(`${person.id} is missing.`);
    const session = { mfa: true, authenticatedAt: world.now() };
    const caller = { view, session, origin: { ip: '192.0.2.1', userAgent: 'bench' } };
    const request = { items: [{ roleId: EXCHANGE }], justification: 'Measured', ticket: undefined };
    const [result] = await requestActivations(request, caller, world);
    if (!result || 'refusal' in result) throw result?.refusal ?? new Error('No result.');
    return result.activation;
  });
  const granted = await counted(world, rate, asked.results, ({ id, generation }) =>
    grantAccess({ activationId: id, generation, taskToken: id, heldSince: world.now() }, world),
  );
  console.log(`${rate} a second: asking ${told(asked.count)}; granting ${told(granted.count)}`);
  await world.close();
}

function told({ attempts, done, busy }: Counted): string {
  return `${(attempts / Math.max(1, done)).toFixed(2)} transactions each, ${busy} of ${done + busy} turned away as busy`;
}

for (const rate of RATES) await measure(rate);
