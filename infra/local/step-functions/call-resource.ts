import { TaskFailure } from './task-failure.ts';

const FUNCTION = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:/;
const INVOKE = /^arn:[^:]+:states:::lambda:invoke(\.waitForTaskToken)?$/;
const SDK = /^arn:[^:]+:states:::aws-sdk:(?<service>[a-z0-9]+):(?<action>[A-Za-z0-9]+?)(\.waitForTaskToken)?$/;

/** What states call: functions by ARN, and other services by the names of the AWS SDK integrations. */
export interface Resources {
  /** Rejects with an Error whose `name` is the function's error name. */
  invokeFunction(functionArn: string, payload: unknown): Promise<unknown>;
  /** `('dynamodb', 'updateItem', { TableName, … })`; rejects with the error of the service. */
  callService(service: string, action: string, parameters: unknown): Promise<unknown>;
}

export function isTaskResource(resource = ''): boolean {
  return FUNCTION.test(resource) || INVOKE.test(resource) || SDK.test(resource);
}

export function waitsForToken(resource = ''): boolean {
  return resource.endsWith('.waitForTaskToken');
}

/**
 * Does what a Task state's `Resource` says and answers as the integration answers on AWS.
 *
 * @throws TaskFailure named as AWS names it: the function's error as it is, a service's as `DynamoDb.…Exception`
 */
export async function callResource(resource: string, parameters: unknown, resources: Resources): Promise<unknown> {
  if (FUNCTION.test(resource)) return invoke(resource, parameters, resources);
  if (INVOKE.test(resource)) {
    const { FunctionName, Payload } = asRecord(parameters);
    return {
      ExecutedVersion: '$LATEST',
      Payload: await invoke(String(FunctionName), Payload, resources),
      StatusCode: 200,
    };
  }
  const { service = '', action = '' } = SDK.exec(resource)?.groups ?? {};
  try {
    return asJson(await resources.callService(service, action, asJson(parameters)));
  } catch (error) {
    throw serviceFailure(service, asError(error));
  }
}

async function invoke(functionArn: string, payload: unknown, { invokeFunction }: Resources): Promise<unknown> {
  try {
    return asJson(await invokeFunction(functionArn, asJson(payload)));
  } catch (error) {
    const { name, message, stack = '' } = asError(error);
    // What the Node.js runtime of Lambda reports, and Step Functions hands on as the Cause.
    throw new TaskFailure(name, JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split('\n') }));
  }
}

// Step Functions names errors by the classes of the AWS SDK for Java: what has no class there is the service's own exception.
const WITHOUT_A_CLASS = new Set(['AccessDeniedException', 'ValidationException', 'UnrecognizedClientException']);
const CLIENT_NAMES: Record<string, string> = { dynamodb: 'DynamoDb' };

function serviceFailure(service: string, { name, message }: Error): TaskFailure {
  const client = CLIENT_NAMES[service] ?? service.charAt(0).toUpperCase() + service.slice(1);
  const exception = name.endsWith('Exception') ? name : `${name}Exception`;
  return new TaskFailure(`${client}.${WITHOUT_A_CLASS.has(exception) ? `${client}Exception` : exception}`, message);
}

/** What crosses a service boundary crosses as JSON: a copy, with nothing undefined. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

function asRecord(value: unknown): Record<string, unknown> {
  return { ...(typeof value === 'object' ? value : {}) };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
