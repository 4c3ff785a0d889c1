import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { afterEach, describe, expect, it } from 'vitest';
import { awsOrganization } from '#shared/aws-organization';
import { type Answer, type OrganizationsService, serveOrganizations } from '#test/support/organizations-service';

const ROOT = 'r-ab12';
const PROD = 'ou-ab12-11111111';
const TEAM = 'ou-ab12-22222222';

const open: OrganizationsService[] = [];
afterEach(() => Promise.all(open.splice(0).map((service) => service.close())));

async function organizationOf(answers: Record<string, Answer[]>, maxAttempts = 3) {
  const service = await serveOrganizations(answers);
  open.push(service);
  const client = new OrganizationsClient({
    endpoint: service.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts,
  });
  return { organization: awsOrganization(client), asked: service.asked };
}

const roots = { Roots: [{ Id: ROOT, Arn: 'arn:aws:organizations::1:root', Name: 'Root' }] };
const units = (...ids: string[]) => ({ OrganizationalUnits: ids.map((Id) => ({ Id, Name: `unit ${Id}` })) });
const account = (Id: string, changes: object = { State: 'ACTIVE' }) => ({ Id, Name: `account ${Id}`, ...changes });
const throttled: Answer = { status: 400, body: { __type: 'TooManyRequestsException', Message: 'slow down' } };

const whole: Record<string, Answer[]> = {
  ListRoots: [roots],
  [`ListOrganizationalUnitsForParent ${ROOT}`]: [units(PROD)],
  [`ListOrganizationalUnitsForParent ${PROD}`]: [units(TEAM)],
  [`ListOrganizationalUnitsForParent ${TEAM}`]: [units()],
  [`ListAccountsForParent ${ROOT}`]: [{ Accounts: [account('000000000001')] }],
  [`ListAccountsForParent ${PROD}`]: [{ Accounts: [] }],
  [`ListAccountsForParent ${TEAM}`]: [{ Accounts: [account('000000000002')] }],
};

describe('AWS Organizations', () => {
  it('is listed level by level, parents first, its root as our directory', async () => {
    const { organization, asked } = await organizationOf(whole);

    expect(await organization.list()).toEqual([
      { id: PROD, name: `unit ${PROD}`, kind: 'organizational_unit', parentId: '/', isActive: true },
      { id: '000000000001', name: 'account 000000000001', kind: 'account', parentId: '/', isActive: true },
      { id: TEAM, name: `unit ${TEAM}`, kind: 'organizational_unit', parentId: PROD, isActive: true },
      { id: '000000000002', name: 'account 000000000002', kind: 'account', parentId: TEAM, isActive: true },
    ]);
    expect(asked).toHaveLength(7);
  });

  it('is read to the last page, empty ones in between included', async () => {
    const { organization } = await organizationOf({
      ...whole,
      [`ListAccountsForParent ${PROD}`]: [
        { Accounts: [account('000000000003')], NextToken: '1' },
        { Accounts: [], NextToken: '2' },
        { Accounts: [account('000000000004')] },
      ],
    });

    const ids = (await organization.list()).map(({ id }) => id);

    expect(ids).toEqual([PROD, '000000000001', TEAM, '000000000003', '000000000004', '000000000002']);
  });

  it.each([
    ['is active', { State: 'ACTIVE', Status: 'SUSPENDED' }, true],
    ['is active, as AWS said before there were states', { Status: 'ACTIVE' }, true],
    ['is suspended', { State: 'SUSPENDED', Status: 'ACTIVE' }, false],
    ['is being closed', { Status: 'PENDING_CLOSURE' }, false],
    ['is not open yet', { State: 'PENDING_ACTIVATION' }, false],
    ['tells nothing of its state', {}, false],
  ])('tells that an account %s', async (_, state, isActive) => {
    const accounts = { Accounts: [account('000000000001', state)] };
    const { organization } = await organizationOf({ ...whole, [`ListAccountsForParent ${ROOT}`]: [accounts] });

    expect((await organization.list()).find(({ id }) => id === '000000000001')).toMatchObject({ isActive });
  });

  it('lists an account that moves meanwhile once, where it was seen last', async () => {
    const { organization } = await organizationOf({
      ...whole,
      [`ListAccountsForParent ${ROOT}`]: [{ Accounts: [account('000000000002')] }],
    });

    const nodes = await organization.list();

    expect(nodes.map(({ id }) => id)).toEqual([PROD, TEAM, '000000000002']);
    expect(nodes.at(-1)).toMatchObject({ parentId: TEAM });
  });

  it('is asked again when it throttles', async () => {
    const { organization, asked } = await organizationOf({ ...whole, ListRoots: [throttled, roots] });

    expect(await organization.list()).toHaveLength(4);
    expect(asked.filter((request) => request === 'ListRoots')).toHaveLength(2);
  });

  it.each<[string, Record<string, Answer[]>, RegExp]>([
    ['it throttles on and on', { [`ListAccountsForParent ${TEAM}`]: [throttled] }, /slow down/],
    [
      'listing is not allowed',
      { ListRoots: [{ status: 400, body: { __type: 'AccessDeniedException', Message: 'not from this account' } }] },
      /not from this account/,
    ],
    ['an id is none', { [`ListAccountsForParent ${ROOT}`]: [{ Accounts: [account('../1')] }] }, /must be an id/],
    ['an id is missing', { [`ListOrganizationalUnitsForParent ${PROD}`]: [units(''), units()] }, /must be an id/],
    ['units stand below themselves', { [`ListOrganizationalUnitsForParent ${TEAM}`]: [units(PROD)] }, /levels deep/],
  ])('is not listed by half: when %s that is an error', async (_, changes, words) => {
    const { organization } = await organizationOf({ ...whole, ...changes }, 2);

    await expect(organization.list()).rejects.toThrow(words);
  });
});
