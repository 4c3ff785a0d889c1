import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isAwsError } from '#infra/local/dynamodb/aws-error';
import type { DynamoDbEngine } from '#infra/local/dynamodb/engine';

/** A request as the AWS SDK hands it to what carries it. */
interface WireRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/**
 * The SDK's own client on an engine of this process: its serializer, middlewares and retries, but no socket and no
 * signature, which nobody looks at here and which are half of what a test takes. Journeys go the whole way.
 */
export function engineClient(engine: DynamoDbEngine): DynamoDBClient {
  return new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    signer: { sign: async (request) => request },
    requestHandler: {
      handle: async ({ headers, body = '{}' }: WireRequest) => ({
        response: await answer(engine, headers, textOf(body)),
      }),
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({}),
    },
  });
}

async function answer(engine: DynamoDbEngine, headers: WireRequest['headers'], body: string) {
  const operation = headers['x-amz-target']?.split('.')[1] ?? '';
  try {
    return wire(200, await engine.call(operation, JSON.parse(body)));
  } catch (error) {
    if (isAwsError(error)) return wire(error.statusCode, error.body);
    throw error;
  }
}

const textOf = (body: Uint8Array | string) => (typeof body === 'string' ? body : new TextDecoder().decode(body));

function wire(statusCode: number, body: unknown) {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { statusCode, headers, body: new TextEncoder().encode(JSON.stringify(body)) };
}
