import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ACCOUNT, REGION } from '#infra/local/template';
import { everyFunction, synthesizeInto } from '#test/infra/synthesized';
import { recordedRights } from '#test/support/recorded-rights';
import { rightsAskedByAws } from './asked-by-aws.ts';
import type { RequestedRight } from './requested-rights.ts';
import { readRoles } from './roles.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapse-roles-'));
afterAll(() => rmSync(folder, { recursive: true }));
synthesizeInto(folder, { ...everyFunction, sender: 'lapse@example.test' });
const roles = readRoles(folder);

const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${roles.resources('AWS::DynamoDB::Table')[0]?.id}`;
const onTable = (caller: string, action: string, ...partitions: string[]): RequestedRight => ({
  caller,
  action: `dynamodb:${action}`,
  resource: TABLE,
  context: { 'dynamodb:LeadingKeys': partitions },
});

/**
 * The list of AWS names no resource for these two, so the simulator takes none. Step Functions asks for the machine of the
 * token, as the CDK's own `grantTaskResponse` has it; who may is in rights-table.ts.
 */
const NOT_SIMULATED = ['states:SendTaskSuccess', 'states:SendTaskFailure'];

/** A journey rotates the key of links without deploying, so its second key is none of this template. */
const isOfAnotherTemplate = ({ resource }: RequestedRight) => /key\/LinkKeysSigningKey2/.test(resource);

const kinds = new Map(
  [...recordedRights().values()]
    .flat()
    .filter((right) => !NOT_SIMULATED.includes(right.action) && !isOfAnotherTemplate(right))
    .map((right) => [JSON.stringify(right).replaceAll(/#[^"]*/g, '#'), right]),
);
const recorded = [...kinds.values()];
const asked = rightsAskedByAws(roles);

/** Rights that nobody has used, and why they are held; `*` stands for every caller. */
const unusedBecause: readonly { readonly actions: RegExp; readonly callers: RegExp; readonly because: string }[] = [
  {
    actions: /^dynamodb:(GetItem|BatchGetItem|Query)$/,
    callers: /./,
    because: 'Whoever reads the table reads all of it: by which of the three requests is up to the store.',
  },
  {
    actions: /^dynamodb:(PutItem|UpdateItem|DeleteItem|ConditionCheckItem)$/,
    callers: /^(api|workflow|stream|mail|schedule)\//,
    because:
      'Whoever writes a store writes it by one set of rights, bounded by what is refused to it (task tokens, who holds access): by which of the four is up to the store.',
  },
];

/** Journeys that start a stack; each leaves a record. */
const journeys = globSync('test/journeys/*.test.ts').filter((file) =>
  /(withLocalStack|startTestStack)\(/.test(readFileSync(file, 'utf8')),
);
const isWholeRun = journeys.every((file) => recordedRights().has(basename(file)));

async function refused(rights: readonly RequestedRight[]): Promise<unknown[]> {
  const said = await Promise.all(rights.map(async (right) => ({ said: await roles.decide(right), ...right })));
  return said.filter(({ said }) => said !== 'Allowed');
}

describe('the rights of Lapse, as IAM sees them', () => {
  it.skipIf(recorded.length === 0)(
    'allow every call of demo and journeys, in both readings of the partitions of a transaction',
    { timeout: 120_000 },
    async () => {
      expect(await refused(recorded)).toEqual([]);
    },
  );

  it('allow what AWS itself asks for, and what this machine does not play', async () => {
    expect(asked.length).toBeGreaterThan(100);
    expect(await refused(asked)).toEqual([]);
  });

  it.skipIf(!isWholeRun)('include none that no call uses, unless the table says why', () => {
    const used = new Set([...recorded, ...asked].map(({ caller, action }) => `${caller} ${action}`));
    const held = roles.callers.flatMap((caller) => roles.actionsOf(caller).map((action) => ({ caller, action })));
    const unused = held.filter(
      ({ caller, action }) => !used.has(`${caller} ${action}`) && !NOT_SIMULATED.includes(action),
    );

    const isExplained = ({ caller, action }: { caller: string; action: string }) =>
      unusedBecause.some(({ actions, callers }) => actions.test(action) && callers.test(caller));
    expect(unused.filter((right) => !isExplained(right))).toEqual([]);
  });
});

describe('the simulator', () => {
  const token = 'TASK_TOKEN#act_1';
  const activation = 'ACTIVATION#act_1';

  it.each([
    ['PutItem', [token, activation]],
    ['ConditionCheckItem', [activation]],
    // In the other reading a condition on another item is asked for with the keys of the whole transaction.
    ['ConditionCheckItem', [token, activation]],
  ])('lets grant-access keep its token in a transaction: %s of %s', async (action, partitions) => {
    expect(await roles.decide(onTable('workflow/grant-access', action, ...partitions))).toBe('Allowed');
  });

  it.each([
    ['a token is read by self-service', onTable('api/self-service', 'GetItem', token), 'ExplicitlyDenied'],
    ['a token is read by grant-access', onTable('workflow/grant-access', 'GetItem', token), 'ExplicitlyDenied'],
    ['a token is put in a transaction', onTable('api/approvals', 'PutItem', activation, token), 'ExplicitlyDenied'],
    ['reports write', onTable('api/reports', 'PutItem', activation), 'ImplicitlyDenied'],
    ['evaluation changes a role', onTable('api/evaluation', 'UpdateItem', 'ROLE#dba'), 'ImplicitlyDenied'],
    [
      'who holds access is changed by approvals',
      onTable('api/approvals', 'PutItem', 'ENTITLEMENT#x'),
      'ExplicitlyDenied',
    ],
  ])('refuses when %s', async (_, right, outcome) => {
    expect(await roles.decide(right)).toBe(outcome);
  });
});
