import { EXPIRES_AT, keys, type TaskTokenKind } from '#shared/dynamodb/keys';

/** What the workflow of an activation touches. */
export interface WorkflowSurroundings {
  readonly partition: string;
  readonly tableName: string;
  readonly grantAccessArn: string;
  readonly revokeAccessArn: string;
  readonly closeUndecidedArn: string;
}

const ACTIVATION = { 'activationId.$': '$.activationId', 'generation.$': '$.generation' };
// The input goes on unchanged from state to state, whatever a state answers.
const KEEP_INPUT = { ResultPath: null };

/**
 * The workflow of one activation (Amazon States Language, JSONPath), which keeps time and decides nothing:
 *
 *     Needs approval? ─▶ Wait for approval ─▶ Wait for start ─▶ Hold access ─▶ Revoke access
 *
 * Input: `{ activationId, generation, needsApproval, approvalSeconds, startsAt, holdSeconds, tokenExpiresAtSeconds }`.
 * Longer: architecture.md.
 */
export function activationDefinition(surroundings: WorkflowSurroundings) {
  return {
    Comment: 'Keeps time for one activation: waits for the decision and the start, holds the access, takes it back',
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
      'Wait for approval': waitForApproval(surroundings),
      'Not approved': { Type: 'Succeed' },
      'Close undecided': closeUndecided(surroundings),
      'Wait for start': { Type: 'Wait', TimestampPath: '$.startsAt', Next: 'Hold access' },
      'Hold access': holdAccess(surroundings),
      'Revoke access': revokeAccess(surroundings),
    },
  };
}

/** The token goes straight into its item; dispatch answers it with the decision, or `NotApproved`. */
function waitForApproval({ partition, tableName }: WorkflowSurroundings) {
  // Refused when a newer generation has stored its token: then this one has nothing to wait for.
  const answers = ['NotApproved', 'DynamoDb.ConditionalCheckFailedException'];
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken`,
    Parameters: { TableName: tableName, ...storeTaskToken('approval') },
    TimeoutSecondsPath: '$.approvalSeconds',
    Retry: [
      { ErrorEquals: answers, MaxAttempts: 0 },
      // Throttled, in conflict with another transaction, or out of order: all of it passes.
      { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 10 },
    ],
    Catch: [
      { ErrorEquals: answers, ...KEEP_INPUT, Next: 'Not approved' },
      { ErrorEquals: ['States.Timeout'], ...KEEP_INPUT, Next: 'Close undecided' },
    ],
    ...KEEP_INPUT,
    Next: 'Wait for start',
  };
}

function storeTaskToken(kind: TaskTokenKind) {
  const { pk, sk } = keys.taskToken('{}', kind);
  const attributes = {
    entity: { S: 'task_token' },
    kind: { S: kind },
    activationId: { 'S.$': '$.activationId' },
    generation: { 'N.$': "States.Format('{}', $.generation)" },
    taskToken: { 'S.$': '$$.Task.Token' },
    storedAt: { 'S.$': '$$.State.EnteredTime' },
    [EXPIRES_AT]: { 'N.$': "States.Format('{}', $.tokenExpiresAtSeconds)" },
  };
  const names = Object.keys(attributes);
  return {
    Key: { pk: { 'S.$': `States.Format('${pk}', $.activationId)` }, sk: { S: sk } },
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: 'attribute_not_exists(#generation) OR #generation <= :generation',
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`:${name}`, value]),
    ),
  };
}

/** Times the request out, unless a yes came in the last second: then it goes on like any other. */
function closeUndecided({ partition, closeUndecidedArn }: WorkflowSurroundings) {
  return {
    ...invoke(partition, closeUndecidedArn, ACTIVATION),
    Retry: [{ ErrorEquals: ['AlreadyApproved'], MaxAttempts: 0 }, untilItWorks],
    Catch: [{ ErrorEquals: ['AlreadyApproved'], ...KEEP_INPUT, Next: 'Wait for start' }],
    End: true,
  };
}

/**
 * grant-access gives the access and keeps the token; the state lasts until the time is over, the token comes back early,
 * or something fails. Whatever happens, the access is taken back.
 */
function holdAccess({ partition, grantAccessArn }: WorkflowSurroundings) {
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke.waitForTaskToken`,
    Parameters: {
      FunctionName: grantAccessArn,
      Payload: { ...ACTIVATION, 'taskToken.$': '$$.Task.Token', 'heldSince.$': '$$.State.EnteredTime' },
    },
    TimeoutSecondsPath: '$.holdSeconds',
    Retry: [
      // The last holder's access is just being withdrawn, or nobody would notice a failing end: not yet, for about an hour.
      {
        ErrorEquals: ['EntitlementBeingWithdrawn', 'SweeperSilent'],
        IntervalSeconds: 10,
        BackoffRate: 1.5,
        MaxDelaySeconds: 60,
        MaxAttempts: 60,
      },
      // Break-glass waits for its mails, for a minute at most.
      { ErrorEquals: ['NotAnnouncedYet'], IntervalSeconds: 2, BackoffRate: 1, MaxAttempts: 45 },
      { ErrorEquals: unavailable, IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 5 },
    ],
    Catch: [{ ErrorEquals: ['States.ALL'], ...KEEP_INPUT, Next: 'Revoke access' }],
    ...KEEP_INPUT,
    Next: 'Revoke access',
  };
}

function revokeAccess({ partition, revokeAccessArn }: WorkflowSurroundings) {
  return { ...invoke(partition, revokeAccessArn, ACTIVATION), Retry: [untilItWorks], End: true };
}

/** `TimeoutSeconds` lies above every function's own timeout. */
function invoke(partition: string, functionArn: string, payload: Record<string, string>) {
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Parameters: { FunctionName: functionArn, Payload: payload },
    TimeoutSeconds: 120,
    ...KEEP_INPUT,
  };
}

// The request may never have reached the function, or the function not the table.
const unavailable = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
  'table_unreachable',
  'busy',
];

/** About a day: 7 pauses that grow from 10 s to 15 min, then 95 of 15 min; the sweeper goes on for ever. */
const untilItWorks = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 10,
  BackoffRate: 2,
  MaxDelaySeconds: 900,
  MaxAttempts: 102,
};
