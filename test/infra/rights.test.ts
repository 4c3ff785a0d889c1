import { describe, expect, it } from 'vitest';
import { roleUseStore } from '#shared/dynamodb/role-use-store';
import type { Table } from '#shared/dynamodb/table';
import { rightsOfFunctions, rightsOfOthers, rightsTable } from './rights-table.ts';
import {
  actionsOf,
  everyFunction,
  functionId,
  functionPaths,
  functionsThatMay,
  rightsOf,
  rightsOfRole,
  roleOf,
  synthesizeLapse,
} from './synthesized.ts';

const { template } = synthesizeLapse(everyFunction);
const roles = Object.keys(template.findResources('AWS::IAM::Role'));
const statements = roles.flatMap((role) => rightsOfRole(template, role));
const actions = statements.flatMap((statement) => statement.actions);
const whoMay = functionsThatMay(template);

// These services know no resource to name: traces, the list of streams, the delivery of a state machine's logs, and the lists of AWS
// Organizations (Service Authorization Reference: ListRoots has no resource type; what the other two list below a root
// or unit cannot be named before it was listed).
const WITHOUT_RESOURCE =
  /^(xray:|organizations:List|dynamodb:ListStreams$|logs:(\w*LogDelivery|ListLogDeliveries|\w*ResourcePolic(y|ies)|DescribeLogGroups)$)/;

describe('the rights of Lapse', () => {
  it('hold for everything only where a service knows no resource to name', () => {
    const everywhere = statements.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions);

    expect(everywhere).not.toEqual([]);
    expect(everywhere.filter((action) => !WITHOUT_RESOURCE.test(action))).toEqual([]);
  });

  it('name each action', () => {
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it.each(functionPaths)('of %s are those of the table, action by action, and no other', (path) => {
    expect(rightsTable(template, roleOf(template, path))).toEqual(rightsOfFunctions[path]);
  });

  it('of who is no function are those of the table, and there is no other role', () => {
    const ofFunctions = functionPaths.map((path) => roleOf(template, path));
    const others = roles
      .filter((role) => !ofFunctions.includes(role))
      .map((role) => [role.replace(/[0-9A-F]{8}$/, ''), rightsTable(template, role)]);

    expect(Object.fromEntries(others)).toEqual(rightsOfOthers);
  });

  it('let nobody but dispatch read a task token, nobody but grant-access and the workflow store one', () => {
    const refused = 'never Table in TASK_TOKEN#*';
    const mayOnTokens = (action: string) =>
      whoMay(action).filter((path) => !rightsTable(template, roleOf(template, path))[refused]?.includes(action));

    for (const reading of ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'])
      expect([reading, mayOnTokens(reading)]).toEqual([
        reading,
        reading === 'dynamodb:GetItem' ? ['stream/dispatch'] : [],
      ]);
    for (const changing of ['PutItem', 'DeleteItem', 'ConditionCheckItem', 'UpdateItem'].map((a) => `dynamodb:${a}`))
      expect([changing, mayOnTokens(changing)]).toEqual([
        changing,
        // A condition reads no token; AWS may ask for it on every key of the transaction that puts one.
        ['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'].includes(changing) ? ['workflow/grant-access'] : [],
      ]);
  });

  it('let nobody change who holds access but who ends it, gives it, or takes it away', () => {
    const denied = (path: string) => rightsTable(template, roleOf(template, path))['never Table in ENTITLEMENT#*'];

    expect(whoMay('dynamodb:PutItem', 'dynamodb:UpdateItem').filter((path) => !denied(path))).toEqual([
      'api/administration',
      'api/self-service',
      'schedule/sweep',
      'stream/dispatch',
      'workflow/grant-access',
      'workflow/revoke-access',
    ]);
  });

  it('let evaluation write the attributes by which it notes a use, and no other', async () => {
    const [noting] = rightsOf(template, 'api/evaluation').filter(({ attributes }) => attributes);
    const named: string[] = [];
    const update = async ({ Key, ExpressionAttributeNames, ...expressions }: Record<string, unknown>) => {
      named.push(...Object.keys(Object(Key)), ...Object.values<string>(Object(ExpressionAttributeNames)));
      // What is named without a placeholder.
      named.push(...(JSON.stringify(expressions).match(/\bpk\b/g) ?? []));
    };

    await roleUseStore({ update } as Partial<Table> as Table).record('ada', { roleId: 'x', lastUsedAt: 'y' }, 'z');

    expect(new Set(named)).toEqual(new Set(noting?.attributes));
    expect(noting?.actions).toEqual(['dynamodb:UpdateItem']);
    // A test of all values holds for a request that has none.
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain(
      '"Null":{"dynamodb:Attributes":"false"}',
    );
  });

  it('never include reading the whole table, or changing it', () => {
    expect(actions).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/Scan|DeleteTable|UpdateTable|PartiQL/)]),
    );
  });

  it('come from no policy AWS manages', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  it('are one role for each function', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));

    expect(new Set(functions.map(({ Properties }) => Properties.Role['Fn::GetAtt'][0])).size).toBe(
      functionPaths.length,
    );
  });

  it('let each function write its own log only', () => {
    for (const path of functionPaths) {
      const { LoggingConfig } =
        template.findResources('AWS::Lambda::Function')[functionId(template, path)]?.Properties ?? {};
      const writing = rightsOf(template, path).filter((right) => right.actions.includes('logs:PutLogEvents'));
      expect(writing.map(({ resources }) => resources)).toEqual([
        [{ 'Fn::GetAtt': [LoggingConfig.LogGroup.Ref, 'Arn'] }],
      ]);
    }
  });

  it('let reports read and not write', () => {
    const onTable = actionsOf(template, 'api/reports').filter((action) => action.startsWith('dynamodb:'));

    expect([...new Set(onTable)].sort()).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']);
    expect(actionsOf(template, 'api/reports')).not.toContain('kms:Encrypt');
  });

  it('let only the documentation, the one who deploys and the one who checks tokens do without the table', () => {
    expect(functionPaths.filter((path) => !whoMay('dynamodb:GetItem').includes(path))).toEqual([
      'api/documentation',
      'authorizer/check-token',
      'deployment/publish-link-keys',
    ]);
  });

  it('let only the two readers read the stream and keep what failed', () => {
    expect(whoMay('dynamodb:GetRecords')).toEqual(['stream/dispatch', 'stream/notify']);
    expect(whoMay('s3:PutObject')).toEqual(['schedule/seal-audit', 'stream/dispatch', 'stream/notify']);
    expect(whoMay('s3:GetObject')).toEqual(['schedule/seal-audit']);
  });

  it('let only dispatch start, resume and stop the workflow, and this workflow only', () => {
    const [machine] = Object.keys(template.findResources('AWS::StepFunctions::StateMachine'));
    const steering = rightsOf(template, 'stream/dispatch').filter(({ actions: [action] }) =>
      action?.startsWith('states:'),
    );

    expect(
      whoMay('states:StartExecution', 'states:SendTaskSuccess', 'states:SendTaskFailure', 'states:StopExecution'),
    ).toEqual(['stream/dispatch']);
    expect(steering).toHaveLength(2);
    for (const { resources } of steering) expect(JSON.stringify(resources)).toContain(machine);
  });

  it('let only notify send mail, from our sender and through our configuration set', () => {
    const sending = rightsOf(template, 'stream/notify').find(({ actions }) => actions.includes('ses:SendEmail'));

    expect(whoMay('ses:SendEmail', 'ses:SendRawEmail')).toEqual(['stream/notify']);
    expect(JSON.stringify(sending?.resources)).toMatch(/:configuration-set\/.+:identity\//);
    expect(sending?.resources).toHaveLength(2);
  });
});

describe('the import from AWS Organizations', () => {
  it('lists roots, units and accounts, and may do nothing else in AWS Organizations; nobody else may at all', () => {
    const listing = actions.filter((action) => action.startsWith('organizations:'));

    expect(listing.sort()).toEqual([
      'organizations:ListAccountsForParent',
      'organizations:ListOrganizationalUnitsForParent',
      'organizations:ListRoots',
    ]);
    expect(whoMay(...listing)).toEqual(['schedule/import-organization']);
  });
});
