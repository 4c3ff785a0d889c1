import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { listenLocally } from '#infra/local/local-server';
import { type LocalStackOptions, startLocalStack } from '#infra/local/stack';
import { templateOrigins } from '#infra/local/template-origins';
import { temporaryFolder, writeTemplate } from './tiny-template.ts';

const people = [{ subject: 'ada', name: 'Ada', email: 'ada@example.test' }];
const ISSUER = templateOrigins.identityProvider;
const sdk = (name: string) => JSON.stringify(import.meta.resolve(`@aws-sdk/client-${name}`));
const stringKey = (name: string, type: string) => ({ AttributeName: name, KeyType: type });
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** Writes a task for whoever calls. */
const ASK = `
import { DynamoDBClient, PutItemCommand, GetItemCommand } from ${sdk('dynamodb')};
const table = new DynamoDBClient({});
const key = { pk: { S: 'ACTIVATION#1' }, sk: { S: 'ACTIVATION' } };
export const handler = async ({ requestContext: { http, authorizer } }) => {
  if (http.method === 'POST') {
    const own = { entity: { S: 'activation' }, by: { S: authorizer.jwt.claims.sub }, duePk: { S: 'DUE#1' }, dueSk: { S: 'soon' } };
    await table.send(new PutItemCommand({ TableName: process.env.TABLE_NAME, Item: { ...key, ...own } }));
  }
  const { Item } = await table.send(new GetItemCommand({ TableName: process.env.TABLE_NAME, Key: key }));
  return { item: Item, origin: process.env.ORIGIN, issuer: process.env.ISSUER, keys: process.env.KEYS, now: new Date() };
};`;

/** Starts the workflow for a new task, and says when it is told again. */
const DISPATCH = `
import { SFNClient, StartExecutionCommand } from ${sdk('sfn')};
const workflow = new SFNClient({});
export const handler = async ({ Records }) => {
  for (const { eventName, dynamodb } of Records) {
    console.log(eventName, dynamodb.Keys.pk.S);
    const input = JSON.stringify({ seconds: 7200 });
    await workflow.send(new StartExecutionCommand({ stateMachineArn: process.env.MACHINE, input }));
  }
};`;

/** Mails when the workflow says so. */
const MAIL = `
import { SESClient, SendEmailCommand } from ${sdk('ses')};
const mailer = new SESClient({});
export const handler = () => mailer.send(new SendEmailCommand({
  Source: 'lapse@example.test',
  Destination: { ToAddresses: ['ada@example.test'] },
  Message: { Subject: { Data: 'Ended' }, Body: { Text: { Data: 'It has ended.' } } },
})).then(() => ({}));`;

const SWEEP = `
let runs = 0;
export const handler = async () => { runs += 1; console.log('sweep ' + runs); };`;

const definition = (mail: string) => ({
  StartAt: 'Hold',
  States: {
    Hold: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Mail' },
    Mail: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: mail }, End: true },
  },
});

const resources = {
  Store: {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      AttributeDefinitions: ['pk', 'sk', 'duePk', 'dueSk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: [stringKey('pk', 'HASH'), stringKey('sk', 'RANGE')],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [stringKey('duePk', 'HASH'), stringKey('dueSk', 'RANGE')],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Replicas: [{ Region: { Ref: 'AWS::Region' } }],
    },
  },
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
  Authorizer: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: { AuthorizerType: 'JWT', JwtConfiguration: { Issuer: ISSUER, Audience: ['lapse'] } },
  },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: { IntegrationUri: arnOf('Ask'), PayloadFormatVersion: '2.0' },
  },
  ...Object.fromEntries(['GET /task', 'POST /task'].map((key, index) => [`Route${index}`, route(key)])),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Store', 'StreamArn'] },
      FunctionName: { Ref: 'Dispatch' },
      // Like the real one, which is not woken for every change of an activation.
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ eventName: ['INSERT'] }) }] },
    },
  },
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      DefinitionString: {
        'Fn::Join': [
          '',
          JSON.stringify(definition('MAIL'))
            .split('MAIL')
            .flatMap((part, index) => (index ? [arnOf('Mail'), part] : [part])),
        ],
      },
    },
  },
  Minutely: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: { ScheduleExpression: 'rate(1 minute)', Target: { Arn: arnOf('Sweep') } },
  },
  LinkKey: { Type: 'AWS::KMS::Key', Properties: { KeySpec: 'ECC_NIST_P256' } },
  LinkKeys: { Type: 'Custom::LinkKeys', Properties: { KeyIds: [{ Ref: 'LinkKey' }] } },
};

function route(key: string) {
  return {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      RouteKey: key,
      Target: 'integrations/Integration',
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: 'Authorizer' },
    },
  };
}

function writeStack(): string {
  return writeTemplate({
    resources,
    functions: {
      Ask: {
        source: ASK,
        environment: {
          TABLE_NAME: { Ref: 'Store' },
          ORIGIN: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
          ISSUER,
          KEYS: { 'Fn::GetAtt': ['LinkKeys', 'Keys'] },
        },
        timeout: 20,
      },
      Dispatch: {
        source: DISPATCH,
        file: 'stream/dispatch',
        environment: { MACHINE: { Ref: 'Machine' } },
        timeout: 20,
      },
      Mail: { source: MAIL, timeout: 20 },
      Sweep: { source: SWEEP },
    },
  });
}

async function startStack(options: Partial<LocalStackOptions> = {}) {
  const stack = await startLocalStack({ folder: writeStack(), port: 0, people, workloads: [], ...options });
  onTestFinished(stack.stop);
  const call = async (method: string, token?: string) => {
    const headers = { authorization: `Bearer ${token ?? (await stack.token({ subject: 'ada' }))}` };
    const answer = await fetch(`${stack.origin}/task`, { method, headers });
    return { status: answer.status, body: Object(await answer.json()) };
  };
  return { ...stack, call };
}

describe('the local stack', () => {
  it('runs the template: request, table, stream, workflow, time and mail', async () => {
    const { call, activity, advance, mails, clock, functions } = await startStack();

    const { status, body } = await call('POST');
    await activity.settled();
    const before = mails();
    await advance(119);
    const meanwhile = mails();
    await advance(2);

    expect(status).toBe(200);
    expect(body.item).toMatchObject({ by: { S: 'ada' } });
    expect([before, meanwhile]).toEqual([[], []]);
    expect(mails('ada@example.test')).toMatchObject([{ subject: 'Ended' }]);
    expect(Date.parse(String(mails()[0]?.at))).toBeLessThanOrEqual(clock.now() - 50_000);
    expect(functions.invocations).toMatchObject({ Ask: 1, 'stream/dispatch': 1, Mail: 1 });
  });

  it('tells functions the addresses they are really reached at, and the public keys', async () => {
    const { call, origin, identityProviderOrigin } = await startStack();

    const { body } = await call('GET');

    expect(body).toMatchObject({ origin, issuer: identityProviderOrigin });
    expect(Object.keys(JSON.parse(body.keys))).toEqual(['LinkKey']);
  });

  it('lets tokens lapse when the clock moves, for the functions as for the gateway', async () => {
    const { call, token, advance, clock } = await startStack();
    const early = await token({ subject: 'ada' });

    await advance(61);

    expect((await call('GET', early)).status).toBe(401);
    const { body } = await call('GET');
    expect(Math.abs(Date.parse(body.now) - clock.now())).toBeLessThan(5000);
  });

  it('runs the schedules once when it starts and once when the clock has moved', async () => {
    const { advance, functions } = await startStack();

    await advance(30);

    expect(functions.invocations.Sweep).toBe(2);
  });

  it('is served on the control port, which moves the clock and shows the mails', async () => {
    const { call, controlOrigin, mailboxOrigin } = await startStack();
    await call('POST');

    await fetch(`${controlOrigin}/clock`, { method: 'POST', body: '{"advanceMinutes":180}' });

    const mails = await (await fetch(`${controlOrigin}/mailbox`)).json();
    expect(mails).toMatchObject([{ to: 'ada@example.test', subject: 'Ended' }]);
    expect(await (await fetch(mailboxOrigin)).text()).toContain('Ended');
  });

  it('answers on the control port only when the new table is filled', async () => {
    const order: string[] = [];
    const seed: LocalStackOptions['seed'] = async ({ controlOrigin }) => {
      void fetch(`${controlOrigin}/health`).then(() => order.push('healthy'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push('filled');
    };

    await startStack({ seed });

    await vi.waitFor(() => expect(order).toEqual(['filled', 'healthy']));
  });

  it('fills a new table once', async () => {
    const dataFolder = temporaryFolder();
    const seeded: string[] = [];
    const seed: LocalStackOptions['seed'] = async ({ tableName }) => void seeded.push(tableName);

    await (await startStack({ dataFolder, seed })).stop();
    await (await startStack({ dataFolder, seed })).stop();

    expect(seeded).toEqual(['Store']);
  });

  it('goes on after a restart: same data, same addresses, no earlier time, open activations told again', async () => {
    const dataFolder = temporaryFolder();
    const first = await startStack({ dataFolder });
    await first.call('POST');
    await first.advance(60);
    const [token, then] = [await first.token({ subject: 'ada' }), first.clock.now()];
    await first.stop();

    const second = await startStack({ dataFolder });
    await second.activity.settled();

    expect(second.origin).toBe(first.origin);
    expect(second.clock.now()).toBeGreaterThanOrEqual(then);
    expect((await second.call('GET', token)).body.item).toMatchObject({ by: { S: 'ada' } });
    expect(second.functions.logs).toContainEqual({ function: 'stream/dispatch', line: 'MODIFY ACTIVATION#1' });
    await second.advance(121);
    expect(second.mails()).toHaveLength(1);
  });

  it('gives the process its own time back when it stops', async () => {
    const { advance, stop } = await startStack();
    await advance(6000);

    await stop();

    expect(Math.abs(Date.now() - (performance.timeOrigin + performance.now()))).toBeLessThan(60_000);
  });
});

describe('the local stack does not start', () => {
  it('twice on one data folder', async () => {
    const dataFolder = temporaryFolder();
    await startStack({ dataFolder });
    const other = { folder: writeStack(), people, workloads: [], dataFolder };

    await expect(startLocalStack({ ...other, port: 0 })).rejects.toMatchObject({ message: /^Port \d+ is in use/ });
  });

  it('on a port that somebody else uses, which it names', async () => {
    const taken = await listenLocally(createServer(), 0);
    onTestFinished(taken.close);
    const port = Number(new URL(taken.origin).port);

    const starting = startLocalStack({ folder: writeStack(), people, workloads: [], port });

    await expect(starting).rejects.toMatchObject({ name: 'PortInUse', port });
  });

  it('without a build', async () => {
    const starting = startLocalStack({ folder: temporaryFolder(), people, workloads: [], port: 0 });

    await expect(starting).rejects.toThrow('There is no build of the stack Lapse');
  });
});
