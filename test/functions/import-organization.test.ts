import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { Resource } from '#shared/domain/resource';
import { foundOrganization } from '#test/support/found-organization';
import { type Answer, type OrganizationsService, serveOrganizations } from '#test/support/organizations-service';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';

const ROOT = 'r-ab12';
const PROD = 'ou-ab12-11111111';
const PAY = '111111111111';
const GONE = '999999999999';

const answers: Record<string, Answer[]> = {
  ListRoots: [{ Roots: [{ Id: ROOT }] }],
  [`ListOrganizationalUnitsForParent ${ROOT}`]: [{ OrganizationalUnits: [{ Id: PROD, Name: 'Production' }] }],
  [`ListOrganizationalUnitsForParent ${PROD}`]: [{ OrganizationalUnits: [] }],
  [`ListAccountsForParent ${ROOT}`]: [{ Accounts: [] }],
  [`ListAccountsForParent ${PROD}`]: [{ Accounts: [{ Id: PAY, Name: 'Pay', State: 'ACTIVE' }] }],
};

const open = useWorlds();
let world: World;
let service: OrganizationsService;

beforeEach(async () => {
  world = await foundOrganization(await open());
  service = await serveOrganizations(answers);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', await world.listen());
  vi.stubEnv('AWS_ENDPOINT_URL_ORGANIZATIONS', service.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('TABLE_NAME', world.table.name);
  vi.stubEnv('METRICS_NAMESPACE', 'Lapse-test');
  vi.resetModules();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await service.close();
});

const run = async () => (await import('#functions/schedule/import-organization')).handler();
const written = (id: string, kind: Resource['kind']) =>
  world.directory.addResource({ id, displayName: id, kind, ancestors: ['/'], revision: 1 }, demonstration);

describe('the function that imports from AWS Organizations', () => {
  it('writes the tree down and counts that nothing is left', async () => {
    const lines = vi.spyOn(process.stdout, 'write').mockReturnValue(true);

    expect(await run()).toEqual({ changed: 2, gone: 0, left: 0 });

    expect(await world.roles.findResource(PAY)).toMatchObject({ displayName: 'Pay', ancestors: [PROD, '/'] });
    const written = lines.mock.calls.flat().map(String);
    expect(written).toContainEqual(expect.stringMatching(/"Namespace":"Lapse-test".+"OrganizationImportLeft":0/));
  });

  it('says in its log what is gone and what is left, and counts it', async () => {
    await written(GONE, 'account');
    await written(PROD, 'account');
    const lines = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    const failed = vi.spyOn(console, 'error').mockReturnValue();

    expect(await run()).toEqual({ changed: 0, gone: 1, left: 2 });

    expect(lines.mock.calls.flat()).toContainEqual(expect.stringContaining('"OrganizationImportLeft":2'));
    expect(warned.mock.calls).toEqual([
      [`Not active in AWS Organizations any more, but still in the tree (1): ${GONE}`],
    ]);
    expect(failed.mock.calls.map(([line]) => line)).toEqual([
      `The node ${PROD} is not as AWS Organizations says.`,
      `The node ${PAY} is not as AWS Organizations says.`,
    ]);
  });
});
