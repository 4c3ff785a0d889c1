import { createServer, type Server } from 'node:http';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { invitePrincipal } from '#shared/use-cases/invite-principal';
import { foundOrganization, grace, principal } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { callerOf } from '#test/use-cases/steps';

const invited = ['barbara', 'linus'].map((name) => {
  const { issuer: _none, subject: _neither, ...unbound } = principal(name, { kind: 'guest' });
  return unbound;
});
const NOT_VERIFIED =
  '<ErrorResponse><Error><Code>MessageRejected</Code><Message>Email address is not verified.</Message></Error></ErrorResponse>';
const TAKEN = '<SendEmailResponse><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>';

const open = useWorlds();
let world: World;
let ses: Server;
let taken: string[];

beforeEach(async () => {
  world = await foundOrganization(await open());
  taken = [];
  ses = createServer(async (request, response) => {
    const to = new URLSearchParams((await request.toArray()).join('')).get('Destination.ToAddresses.member.1') ?? '';
    const isVerified = !to.startsWith('barbara');
    if (isVerified) taken.push(to);
    response.writeHead(isVerified ? 200 : 400, { 'content-type': 'text/xml' }).end(isVerified ? TAKEN : NOT_VERIFIED);
  });
  await new Promise<void>((resolve) => ses.listen(0, '127.0.0.1', resolve));
  const environment = {
    AWS_ENDPOINT_URL_DYNAMODB: await world.listen(),
    AWS_ENDPOINT_URL_SES: `http://127.0.0.1:${Object(ses.address()).port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    TABLE_NAME: world.table.name,
    METRICS_NAMESPACE: 'Lapse-test',
    MAIL_SENDER: 'lapse@example.test',
    MAIL_CONFIGURATION_SET: 'lapse',
    MAILS_PER_SECOND: '100',
    PUBLIC_ORIGIN: 'https://lapse.example',
    LINK_SIGNING_KEY_ID: 'none',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await new Promise((resolve) => ses.close(resolve));
});

/** The invitations, as the stream brings them, in their order. */
async function invitations(): Promise<DynamoDBStreamEvent> {
  for (const one of invited) {
    await world.directory.addPrincipal(one, demonstration);
    await invitePrincipal(one.id, await callerOf(world, grace), world);
  }
  const rows = (await world.exportTable()).filter(({ type }) => type === 'principal.invited');
  const Records = rows.map((row) => ({ dynamodb: { SequenceNumber: String(row.pk), NewImage: marshall(row) } }));
  return JSON.parse(JSON.stringify({ Records }));
}

const context: Context = JSON.parse('{}');

describe('the function that tells people', () => {
  it('sends the mails about others while SES holds one back, which comes again and is counted', async () => {
    const event = await invitations();
    const lines = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { handler } = await import('#functions/stream/notify');

    const answer = await handler(event, { ...context, getRemainingTimeInMillis: () => 60_000 });

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'PRINCIPAL_EVENTS#prn_barbara' }] });
    expect(taken).toEqual(['linus@example.test']);
    expect(lines.mock.calls.flat().map(String)).toContainEqual(expect.stringMatching(/"MailsHeldBack":1/));

    await handler(event, { ...context, getRemainingTimeInMillis: () => 60_000 });
    expect(taken).toEqual(['linus@example.test']);
  });
});
