import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { Refusal } from '#shared/domain/refusal';

/**
 * How long DynamoDB is waited for, milliseconds: three attempts end within the ten seconds a function of the API has.
 * Without `throwOnRequestTimeout` the SDK would only warn and wait on.
 */
export const clientSettings = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 2500, throwOnRequestTimeout: true },
} as const;

/** What the SDK and Node say of a call that failed. */
const Failure = v.object({
  name: v.string(),
  code: v.optional(v.unknown()),
  $metadata: v.optional(v.object({ httpStatusCode: v.optional(v.number()) })),
});

const OVERLOADED = [
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  // An earlier attempt of the same transaction is still on its way.
  'TransactionInProgressException',
  'TimeoutError',
];
const OVERLOADED_REASONS = ['ThrottlingError', 'ProvisionedThroughputExceeded'];
const DISCONNECTED = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

/** Every call of this client that fails because DynamoDB is overloaded or away is refused as `table_unreachable`. */
export function refuseOutages(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw isOutage(error) ? new Refusal('table_unreachable', { cause: error }) : error;
      }
    },
    // Outermost, so that the SDK has tried again before.
    { step: 'initialize', priority: 'high', name: 'refuseOutages', override: true },
  );
}

function isOutage(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) return isOverload(error);
  const failure = v.safeParse(Failure, error);
  if (!failure.success) return false;
  const { name, code, $metadata } = failure.output;
  return (
    OVERLOADED.includes(name) ||
    DISCONNECTED.some((one) => one === code) ||
    ($metadata?.httpStatusCode !== undefined && $metadata.httpStatusCode >= 500)
  );
}

/** A condition that did not hold, or a conflict that passes by itself, counts more than a partition that was busy. */
function isOverload({ CancellationReasons = [] }: TransactionCanceledException): boolean {
  const codes = CancellationReasons.map(({ Code = 'None' }) => Code).filter((code) => code !== 'None');
  return codes.length > 0 && codes.every((code) => OVERLOADED_REASONS.includes(code));
}
