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
  /** Takes a change of the table; the readers get it after the caller has its answer. */
  publish(change: ChangeRecord): void;
  /** What readers gave up on, for the failure destination. */
  readonly failedRecords: readonly FailedBatch[];
}

export interface StreamsOptions {
  readonly template: Template;
  readonly clock: Clock;
  readonly activity: Activity;
  invoke(functionArn: string, event: unknown): Promise<unknown>;
}

/** Connects the template's event source mappings: each with its own filter, place in the stream and retries. */
export function createStreams({ template, clock, activity, invoke }: StreamsOptions): Streams {
  const failedRecords: FailedBatch[] = [];
  let sequence = 0;

  const mappings = template
    .all('AWS::Lambda::EventSourceMapping', MappingProperties)
    .filter(({ properties }) => properties.Enabled)
    .map(({ id, properties }) => ({
      source: properties.EventSourceArn,
      matches: filterOf(properties.FilterCriteria?.Filters ?? []),
      reader: createReader({
        batchSize: properties.BatchSize,
        // Lambda retries for as long as the stream keeps a record when nothing is said (-1).
        retries: properties.MaximumRetryAttempts < 0 ? Number.POSITIVE_INFINITY : properties.MaximumRetryAttempts,
        bisect: properties.BisectBatchOnFunctionError,
        partial: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        invoke: (event) => invoke(properties.FunctionName, event),
        giveUp: (records, error) => failedRecords.push({ mapping: id, records, error }),
        clock,
        activity,
      }),
    }));

  return {
    failedRecords,
    publish(change) {
      sequence += 1;
      for (const { source, matches, reader } of mappings) {
        if (!source.includes(`table/${change.tableName}/`)) continue;
        const record = streamRecord(change, sequence, source);
        if (matches(record)) reader.take(record);
      }
    },
  };
}

function filterOf(filters: readonly { Pattern: string }[]): (record: StreamRecord) => boolean {
  const patterns: unknown[] = filters.map(({ Pattern }) => JSON.parse(Pattern));
  return (record) => patterns.length === 0 || patterns.some((pattern) => matchesPattern(pattern, record));
}
