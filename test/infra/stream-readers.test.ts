import { describe, expect, it } from 'vitest';
import { matchesPattern } from '#infra/local/stream-filter';
import { demonstration } from '#shared/domain/audit-event';
import { dispatchFilters, notifyFilters } from '#shared/dynamodb/stream-filters';
import { functionId, synthesizeLapse } from './synthesized.ts';

const { template } = synthesizeLapse();
const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping')).map(
  (mapping) => mapping.Properties,
);
const [tableId] = Object.keys(template.findResources('AWS::DynamoDB::Table'));
const ofFailures = { Properties: { LoggingConfiguration: { LogFilePrefix: 'Failures/' } } };
const [bucketId] = Object.keys(template.findResources('AWS::S3::Bucket', ofFailures));

describe('the stream of changes', () => {
  it('has exactly two readers', () => {
    const readers = ['stream/dispatch', 'stream/notify'].map((path) => ({ Ref: functionId(template, path) }));

    expect(mappings.map(({ FunctionName }) => FunctionName)).toEqual(readers);
    for (const { EventSourceArn } of mappings) expect(EventSourceArn).toEqual({ 'Fn::GetAtt': [tableId, 'StreamArn'] });
  });

  it.each([
    ['stream/dispatch', dispatchFilters],
    ['stream/notify', notifyFilters],
  ])('wakes %s for what its filters say only', (path, filters) => {
    const mapping = mappings.find(({ FunctionName }) => FunctionName.Ref === functionId(template, path));

    const patterns = mapping?.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern));
    expect(patterns).toEqual(filters);
  });

  it('wakes nobody for how the demo organization came to be', () => {
    const by = (id: string) => ({
      eventName: 'INSERT',
      dynamodb: {
        NewImage: { entity: { S: 'event' }, type: { S: 'assignment.added' }, actor: { M: { id: { S: id } } } },
      },
    });
    const wakes = (record: object) => notifyFilters.some((filter) => matchesPattern(filter, record));

    expect([wakes(by('prn_grace')), wakes(by(demonstration.id))]).toEqual([true, false]);
  });

  it.each([
    ['is woken when an end was moved', { entity: 'event', type: 'activation.extended' }, true],
    ['is not woken by any other event', { entity: 'event', type: 'activation.extension_requested' }, false],
    ['is not woken by what is written about an active one', { entity: 'activation', status: 'active' }, false],
  ])('dispatch %s', (_, item, expected) => {
    const image = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { S: value }]));
    const record = { eventName: 'INSERT', dynamodb: { NewImage: image } };

    expect(dispatchFilters.some((filter) => matchesPattern(filter, record))).toBe(expected);
  });

  it('has no more filters for a reader than Lambda takes (5)', () => {
    for (const filters of [dispatchFilters, notifyFilters]) expect(filters.length).toBeLessThanOrEqual(5);
  });

  it('starts with the first change there is', () => {
    expect(mappings.map(({ StartingPosition }) => StartingPosition)).toEqual(['TRIM_HORIZON', 'TRIM_HORIZON']);
  });

  it('brings back only what failed, alone, and not for ever', () => {
    for (const mapping of mappings) {
      expect(mapping).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
      });
      // Its age alone ends the tries: attempts would be used up long before a mail service is back.
      expect(mapping).not.toHaveProperty('MaximumRetryAttempts');
      expect(mapping.MaximumRecordAgeInSeconds).toBeLessThanOrEqual(2 * 60 * 60);
    }
  });

  it('keeps the content of what failed in the bucket', () => {
    for (const { DestinationConfig } of mappings) {
      expect(DestinationConfig).toEqual({ OnFailure: { Destination: { 'Fn::GetAtt': [bucketId, 'Arn'] } } });
    }
  });
});
