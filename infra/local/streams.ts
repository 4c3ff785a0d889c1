import * as v from 'valibot';
import type { Activity } from './activity.ts';
import type { Clock } from './clock.ts';
import type { ChangeRecord } from './dynamodb/engine.ts';
import { matchesPattern } from './stream-filter.ts';
import { createReader, type FailedBatch } from './stream-reader.ts';
import { type StreamRecord, streamRecord } from './stream-record.ts';
import type { Template } from './template.ts';

const MappingProperties = v.object({
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  BatchSize: v.optional(v.number(), 100),
  Enabled: v.optional(v.boolean(), true),
  FilterCriteria: v.optional(v.object({ Filters: v.array(v.object({ Pattern: v.string() })) })),
  FunctionResponseTypes: v.optional(v.array(v.string()), []),
  MaximumRetryAttempts: v.optional(v.number(), -1),
  BisectBatchOnFunctionError: v.optional(v.boolean(), false),
});

/** The table's stream and the functions on it. */
export interface Streams {
  /**
   * Takes a change of the table; the readers get it after the caller has its answer.
   *
   * @returns resolves once every reader it concerns has taken it or given it up
   */
  publish(change: ChangeRecord): Promise<void>;
  /** Shows one function an item as it is, past the filters of its mapping. */
  show(functionTitle: string, change: ChangeRecord): void;
  /** Hands out nothing any more; resolves when nothing is with a function. */
  close(): Promise<void>;
  /** What readers gave up on, for the failure destination. */
  readonly failedRecords: readonly FailedBatch[];
}

export interface StreamsOptions {
  readonly template: Template;
  readonly clock: Clock;
  readonly activity: Activity;
  invoke(functionArn: string, event: unknown): Promise<unknown>;
  /** A function's title by its ARN. */
  titleOf(functionArn: string): string;
}

/** What was given up is kept for tests and the curious; the stack may run for days. */
const KEPT_FAILURES = 1000;

/** Connects the template's event source mappings: each with its own filter, place in the stream and retries. */
export function createStreams({ template, clock, activity, invoke, titleOf }: StreamsOptions): Streams {
  const failedRecords: FailedBatch[] = [];
  let sequence = 0;

  const mappings = template
    .all('AWS::Lambda::EventSourceMapping', MappingProperties)
    .filter(({ properties }) => properties.Enabled)
    .map(({ id, properties }) => ({
      source: properties.EventSourceArn,
      functionName: properties.FunctionName,
      matches: filterOf(properties.FilterCriteria?.Filters ?? []),
      reader: createReader({
        batchSize: properties.BatchSize,
        // Lambda retries for as long as the stream keeps a record when nothing is said (-1).
        retries: properties.MaximumRetryAttempts < 0 ? Number.POSITIVE_INFINITY : properties.MaximumRetryAttempts,
        bisect: properties.BisectBatchOnFunctionError,
        partial: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        invoke: (event) => invoke(properties.FunctionName, event),
        giveUp(records, error) {
          if (failedRecords.push({ mapping: id, records, error }) > KEPT_FAILURES) failedRecords.shift();
        },
        clock,
        activity,
      }),
    }));

  function recordFor(change: ChangeRecord, { source }: { source: string }) {
    return source.includes(`table/${change.tableName}/`) ? streamRecord(change, sequence, source) : undefined;
  }

  return {
    failedRecords,
    async publish(change) {
      sequence += 1;
      const taken = mappings.map((mapping) => {
        const record = recordFor(change, mapping);
        return record && mapping.matches(record) ? mapping.reader.take(record) : undefined;
      });
      await Promise.all(taken);
    },
    show(functionTitle, change) {
      sequence += 1;
      for (const mapping of mappings.filter(({ functionName }) => titleOf(functionName) === functionTitle)) {
        const record = recordFor(change, mapping);
        if (record) void mapping.reader.take(record);
      }
    },
    close: async () => void (await Promise.all(mappings.map(({ reader }) => reader.close()))),
  };
}

function filterOf(filters: readonly { Pattern: string }[]): (record: StreamRecord) => boolean {
  const patterns: unknown[] = filters.map(({ Pattern }) => JSON.parse(Pattern));
  return (record) => patterns.length === 0 || patterns.some((pattern) => matchesPattern(pattern, record));
}
