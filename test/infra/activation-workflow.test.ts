import aslValidator from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { activationDefinition } from '#infra/constructs/activation-definition';
import { synthesizeLapse } from './synthesized.ts';

const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
const definition = activationDefinition({
  partition: 'aws',
  tableName: 'Lapse',
  grantAccessArn: functionArn('grant-access'),
  revokeAccessArn: functionArn('revoke-access'),
  closeUndecidedArn: functionArn('close-undecided'),
});
const { States: states } = definition;

describe('the definition of the workflow', () => {
  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = aslValidator(definition);

    expect(isValid ? '' : errorsText()).toBe('');
  });

  it('is short: no state but those of the design', () => {
    expect(Object.keys(states)).toEqual([
      'Needs approval?',
      'Wait for approval',
      'Not approved',
      'Close undecided',
      'Wait for start',
      'Hold access',
      'Revoke access',
    ]);
  });

  it('keeps its input from state to state, whatever they answer', () => {
    const steps = [
      states['Wait for approval'],
      states['Close undecided'],
      states['Hold access'],
      states['Revoke access'],
    ];
    const catchers = [states['Wait for approval'], states['Close undecided'], states['Hold access']].flatMap(
      ({ Catch }) => Catch,
    );

    for (const step of [...steps, ...catchers]) expect(step).toMatchObject({ ResultPath: null });
  });

  it('stores the token of the approval without a function, unless a newer generation waits', () => {
    expect(states['Wait for approval']).toMatchObject({
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
      Parameters: {
        TableName: 'Lapse',
        Key: {
          pk: { 'S.$': "States.Format('TASK_TOKEN#{}', $.activationId)" },
          sk: { S: 'approval' },
        },
        ConditionExpression: 'attribute_not_exists(#generation) OR #generation <= :generation',
        ExpressionAttributeValues: {
          ':entity': { S: 'task_token' },
          ':kind': { S: 'approval' },
          ':taskToken': { 'S.$': '$$.Task.Token' },
        },
      },
      TimeoutSecondsPath: '$.approvalSeconds',
    });
  });

  it('has the token of the approval cleaned away when dispatch said, long after nobody can wait with it', () => {
    const { UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } =
      states['Wait for approval'].Parameters;

    expect(UpdateExpression).toContain('#expiresAt = :expiresAt');
    expect(ExpressionAttributeNames).toMatchObject({ '#expiresAt': 'expiresAt' });
    expect(ExpressionAttributeValues).toMatchObject({
      ':expiresAt': { 'N.$': "States.Format('{}', $.tokenExpiresAtSeconds)" },
    });
  });

  it('takes a yes in the last second for a yes', () => {
    const { Retry, Catch } = states['Close undecided'];

    expect(Retry[0]).toEqual({ ErrorEquals: ['AlreadyApproved'], MaxAttempts: 0 });
    expect(Catch).toMatchObject([{ ErrorEquals: ['AlreadyApproved'], Next: 'Wait for start' }]);
  });

  it('takes the access back however holding it ended', () => {
    const { Next, Catch, TimeoutSecondsPath } = states['Hold access'];

    expect(TimeoutSecondsPath).toBe('$.holdSeconds');
    expect(Next).toBe('Revoke access');
    expect(Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'Revoke access' }]);
  });

  it('gives grant-access the token and the moment the hold began, the same over all attempts', () => {
    expect(states['Hold access'].Parameters).toEqual({
      FunctionName: functionArn('grant-access'),
      Payload: {
        'activationId.$': '$.activationId',
        'generation.$': '$.generation',
        'taskToken.$': '$$.Task.Token',
        'heldSince.$': '$$.State.EnteredTime',
      },
    });
  });

  it('tries to take access back for a day, whatever happens', () => {
    const [retry, ...others] = states['Revoke access'].Retry;
    const { IntervalSeconds = 0, BackoffRate = 1, MaxDelaySeconds = 0, MaxAttempts = 0 } = retry ?? {};
    const pauses = Array.from({ length: MaxAttempts }, (_, n) =>
      Math.min(IntervalSeconds * BackoffRate ** n, MaxDelaySeconds),
    );

    expect(others).toEqual([]);
    expect(retry?.ErrorEquals).toEqual(['States.ALL']);
    expect(pauses.reduce((sum, pause) => sum + pause) / 3600).toBeCloseTo(24, 0);
  });
});

describe('the state machine', () => {
  const { template } = synthesizeLapse();
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));

  it('is the only one, and of the standard kind', () => {
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
    expect(machine?.Properties.StateMachineType ?? 'STANDARD').toBe('STANDARD');
  });

  it('logs its moves without their data, which holds task tokens, and is traced', () => {
    expect(machine?.Properties).toMatchObject({
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
  });

  it('runs the definition with the functions and the table of the stack', () => {
    const [separator, parts] = machine?.Properties.DefinitionString['Fn::Join'] ?? [];
    const text = parts.map((part: unknown) => (typeof part === 'string' ? part : 'aws')).join(separator);

    expect(Object.keys(JSON.parse(text).States)).toEqual(Object.keys(states));
  });
});
