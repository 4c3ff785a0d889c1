import { describe, expect, it } from 'vitest';
import { readSettings } from '#infra/settings';
import { indexes } from '#shared/dynamodb/index-keys';
import { exampleOf } from './setting-variants.ts';
import { context, everyFunction, rightsOf, synthesizeLapse } from './synthesized.ts';

const adopted = {
  tableName: exampleOf('tableName'),
  tableStreamArn: exampleOf('tableStreamArn'),
  tableKeyArn: exampleOf('tableKeyArn'),
};

describe('a stack that adopts a table, restored or retained', () => {
  const { template } = synthesizeLapse({ ...everyFunction, ...adopted });
  const functions = Object.values(template.findResources('AWS::Lambda::Function'));

  it('makes none, nor a key for one: what is there stays as it is', () => {
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    const keys = Object.values(template.findResources('AWS::KMS::Key')).map(({ Properties }) => Properties.Description);
    expect(keys).toHaveLength(4);
    expect(keys.filter((description) => description.startsWith('What Lapse keeps'))).toEqual([]);
  });

  it('tells every function that name', () => {
    const names = functions.map(({ Properties }) => Properties.Environment?.Variables.TABLE_NAME).filter(Boolean);

    expect(names.length).toBeGreaterThan(10);
    expect(new Set(names)).toEqual(new Set([adopted.tableName]));
  });

  it('reads its stream, both readers', () => {
    const read = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));

    expect(read.map(({ Properties }) => Properties.EventSourceArn)).toEqual([
      adopted.tableStreamArn,
      adopted.tableStreamArn,
    ]);
  });

  it('has the workflow keep its tokens there', () => {
    const [{ Properties } = { Properties: {} }] = Object.values(
      template.findResources('AWS::StepFunctions::StateMachine'),
    );

    expect(JSON.stringify(Properties.DefinitionString)).toContain(`"TableName\\":\\"${adopted.tableName}`);
  });

  it('gives rights on that table, its indexes and its key, and on no other', () => {
    const resources = rightsOf(template, 'api/self-service')
      .filter(({ actions }) => actions.some((action) => /^(dynamodb|kms):/.test(action)))
      .flatMap(({ resources }) => resources.map((resource) => JSON.stringify(resource)));

    expect(resources.filter((resource) => resource.includes(`:table/${adopted.tableName}"`))).not.toEqual([]);
    for (const { name } of Object.values(indexes))
      expect(resources.join()).toContain(`:table/${adopted.tableName}/index/${name}"`);
    expect(new Set(resources.filter((resource) => resource.includes(':kms:')))).toEqual(
      new Set([JSON.stringify(adopted.tableKeyArn)]),
    );
  });

  it.each(Object.keys(adopted))('is refused when only %s is given', (name) => {
    const given: Record<string, string> = { ...context, [name]: exampleOf(name as keyof typeof adopted) };

    expect(() => readSettings((setting) => given[setting])).toThrow(/^The setting "table\w+" is missing: give /);
  });

  it('is refused with the stream of another table', () => {
    const given: Record<string, string> = { ...context, ...adopted, tableName: 'Lapse-restored-again' };

    expect(() => readSettings((setting) => given[setting])).toThrow(
      /^The setting "tableStreamArn" is the stream of another table \(/,
    );
  });
});
