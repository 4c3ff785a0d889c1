import { comparable, errorName } from './comparable.ts';
import type { RandomRequest } from './random-requests.ts';
import type { WireAnswer } from './wire.ts';

interface AllowedDifference {
  reason: string;
  applies(request: RandomRequest, engine: WireAnswer, oracle: WireAnswer): boolean;
}

/** Where the engine follows AWS's documents and DynamoDB Local does not. Nothing is written on either side in any of them. */
const ALLOWED: AllowedDifference[] = [
  {
    reason:
      'an update that does not fit the stored item cancels the transaction with the reason ValidationError ' +
      '(API reference, TransactWriteItems); DynamoDB Local fails the request instead',
    applies: (request, engine, oracle) =>
      request.operation === 'TransactWriteItems' &&
      errorName(engine.body) === 'TransactionCanceledException' &&
      JSON.stringify(engine.body.CancellationReasons).includes('"ValidationError"') &&
      errorName(oracle.body) === 'ValidationException',
  },
  {
    reason:
      'two actions on one item fail the request before any condition is judged; DynamoDB Local judges the conditions first',
    applies: (request, engine, oracle) =>
      request.operation === 'TransactWriteItems' &&
      String(engine.body.message).includes('multiple operations on one item') &&
      errorName(oracle.body) === 'TransactionCanceledException',
  },
  {
    reason:
      'a page that is full and ends where the key condition ends still names its last key, after which nothing comes ' +
      '(Developer Guide, "Paginating table query results": only an absent key means the end); DynamoDB Local looks ahead',
    applies: (request, engine, oracle) => {
      const { LastEvaluatedKey: last, ...page } = engine.body;
      return (
        last !== undefined &&
        oracle.body.LastEvaluatedKey === undefined &&
        page.ScannedCount === request.input.Limit &&
        comparable({ status: engine.status, body: page }, request) === comparable(oracle, request)
      );
    },
  },
];

/** The reason why these two answers may differ; undefined when nothing allows it. */
export function allowedDifference(request: RandomRequest, engine: WireAnswer, oracle: WireAnswer): string | undefined {
  return ALLOWED.find((difference) => difference.applies(request, engine, oracle))?.reason;
}
