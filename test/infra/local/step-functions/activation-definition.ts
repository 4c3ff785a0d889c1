import type { Definition, State } from '#infra/local/step-functions/definition';
import { functionArn, type Stage } from './stage.ts';

const invoke = (name: string, payload: Record<string, unknown>, rest: Partial<State>): State => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: functionArn(name), Payload: { 'activationId.$': '$.activationId', ...payload } },
  ResultPath: null,
  ...rest,
});

/** The shape of the product's workflow, in a few lines: approval, start, hold, revoke. */
export const activationDefinition: Definition = {
  StartAt: 'Needs approval?',
  States: {
    'Needs approval?': {
      Type: 'Choice',
      Choices: [
        { Variable: '$.needsApproval', BooleanEquals: true, Next: 'Wait for approval' },
        { Variable: '$.startsAt', TimestampGreaterThanPath: '$$.State.EnteredTime', Next: 'Wait for start' },
      ],
      Default: 'Hold access',
    },
    'Wait for approval': {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
      Parameters: {
        TableName: 'lapse',
        Key: { pk: { 'S.$': "States.Format('ACTIVATION#{}', $.activationId)" }, sk: { S: 'APPROVAL_TOKEN' } },
        UpdateExpression: 'SET #token = :token, #execution = :execution',
        ExpressionAttributeNames: { '#token': 'token', '#execution': 'execution' },
        ExpressionAttributeValues: {
          ':token': { 'S.$': '$$.Task.Token' },
          ':execution': { 'S.$': '$$.Execution.Name' },
        },
      },
      ResultPath: null,
      TimeoutSecondsPath: '$.approvalSeconds',
      Retry: [{ ErrorEquals: ['DynamoDb.TransactionConflictException'], IntervalSeconds: 1, MaxAttempts: 5 }],
      Catch: [
        { ErrorEquals: ['Denied'], ResultPath: null, Next: 'Denied' },
        { ErrorEquals: ['States.Timeout'], ResultPath: null, Next: 'Close undecided' },
      ],
      Next: 'Wait for start',
    },
    'Close undecided': invoke(
      'close-undecided',
      {},
      {
        Catch: [{ ErrorEquals: ['AlreadyApproved'], ResultPath: null, Next: 'Wait for start' }],
        End: true,
      },
    ),
    Denied: { Type: 'Succeed' },
    'Wait for start': { Type: 'Wait', TimestampPath: '$.startsAt', Next: 'Hold access' },
    'Hold access': invoke(
      'grant-access',
      { 'token.$': '$$.Task.Token', 'enteredAt.$': '$$.State.EnteredTime', 'execution.$': '$$.Execution.Name' },
      {
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        TimeoutSecondsPath: '$.holdSeconds',
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Revoke access' }],
        Next: 'Revoke access',
      },
    ),
    'Revoke access': invoke(
      'revoke-access',
      {},
      {
        Retry: [
          { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 3600, MaxAttempts: 30 },
        ],
        End: true,
      },
    ),
  },
};

/** What dispatch starts it with. */
export const input = (changes: Record<string, unknown> = {}) => ({
  activationId: 'act_1',
  generation: 1,
  needsApproval: true,
  approvalSeconds: 3600,
  startsAt: '2020-01-01T00:00:00Z',
  holdSeconds: 8 * 3600,
  ...changes,
});

export const approvalToken = ({ calls }: Stage) => {
  const values = calls.find(({ to }) => to === 'dynamodb:updateItem')?.given.ExpressionAttributeValues;
  return (values as { ':token': { S: string } })[':token'].S;
};
export const holdToken = ({ calls }: Stage) => calls.find(({ to }) => to === 'grant-access')?.given.token;
export const calledFunctions = ({ calls }: Stage) => calls.map(({ to }) => to).filter((to) => !to.includes(':'));
