import { type AwsError, awsError } from './aws-error.ts';

/** A transaction that was not done, with one reason for each of its items, in their order. */
export function canceled(reasons: readonly Record<string, unknown>[]): AwsError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  return awsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}
