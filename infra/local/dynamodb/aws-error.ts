/** An error as the AWS SDK reports it: `name` is the AWS name, `body` what goes over the wire. */
export interface AwsError extends Error {
  statusCode: number;
  body: Record<string, unknown>;
}

/** Makes an error that clients see under this AWS name; `details` (Item, CancellationReasons …) go into the body. */
export function awsError(name: string, message: string, details: Record<string, unknown> = {}): AwsError {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, ...details };
  return Object.assign(new Error(message), { name, statusCode: 400, body });
}

/** The request is wrong in itself, or an expression does not fit the stored item. */
export function invalid(message: string): AwsError {
  return awsError('ValidationException', message);
}

export function isAwsError(error: unknown): error is AwsError {
  return error instanceof Error && 'body' in error && 'statusCode' in error;
}
