import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { readTemplate, type TemplateOptions } from '#infra/local/template';
import { temporaryFolder, writeTemplate } from './tiny-template.ts';

const Anything = v.object({ Value: v.unknown() });

/** CloudFormation's placeholder, written so that nobody takes it for one of JavaScript. */
const placeholder = (name: string) => `\${${name}}`;

function resolved(value: unknown, options: TemplateOptions = {}) {
  const folder = writeTemplate({
    resources: {
      Subject: { Type: 'Test::Subject', Properties: { Value: value, Other: { 'Fn::GetAtt': ['Keys', 'Unknown'] } } },
      Store: { Type: 'AWS::DynamoDB::GlobalTable' },
      Named: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders' } },
      Machine: { Type: 'AWS::StepFunctions::StateMachine' },
      Keys: { Type: 'Custom::Keys' },
    },
    more: {
      Parameters: { Colour: { Type: 'String', Default: 'green' } },
      Conditions: {
        IsGreen: { 'Fn::Equals': [{ Ref: 'Colour' }, 'green'] },
        IsRed: { 'Fn::Not': [{ Condition: 'IsGreen' }] },
      },
      Mappings: { Sizes: { large: { inches: 12 } } },
    },
  });
  return readTemplate(folder, 'Lapse', options).all('Test::Subject', Anything)[0]?.properties.Value;
}

describe('a value of the template', () => {
  it.each([
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['a parameter, by its default', { Ref: 'Colour' }, 'green'],
    ['a table, by its logical id', { Ref: 'Store' }, 'Store'],
    ['a table, by the name it is given', { Ref: 'Named' }, 'orders'],
    ['a state machine, by its ARN', { Ref: 'Machine' }, 'arn:aws:states:eu-west-1:000000000000:stateMachine:Machine'],
    ['an ARN', { 'Fn::GetAtt': ['Named', 'Arn'] }, 'arn:aws:dynamodb:eu-west-1:000000000000:table/orders'],
    ['a join', { 'Fn::Join': ['/', ['a', { Ref: 'Colour' }]] }, 'a/green'],
    [
      'a substitution',
      { 'Fn::Sub': `${placeholder('Colour')} ${placeholder('Store.Arn')} ${placeholder('!literal')}` },
      `green arn:aws:dynamodb:eu-west-1:000000000000:table/Store ${placeholder('literal')}`,
    ],
    [
      'a substitution with variables',
      { 'Fn::Sub': [`${placeholder('x')}-${placeholder('Colour')}`, { x: { Ref: 'Named' } }] },
      'orders-green',
    ],
    ['a selection of a split text', { 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
    ['a condition', { 'Fn::If': ['IsRed', 'stop', { 'Fn::If': ['IsGreen', 'go', 'wait'] }] }, 'go'],
    ['a mapping', { 'Fn::FindInMap': ['Sizes', 'large', 'inches'] }, 12],
    ['no value at all', { kept: 1, gone: { Ref: 'AWS::NoValue' } }, { kept: 1 }],
  ])('resolves %s', (_, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  it('takes an attribute only the deployment knows from whoever knows it here', () => {
    const attributes = { 'Custom::Keys.Public': () => 'a key' };

    expect(resolved({ 'Fn::GetAtt': ['Keys', 'Public'] }, { attributes })).toBe('a key');
  });

  it('is refused by name when it refers to an attribute nobody knows', () => {
    expect(() => resolved({ 'Fn::GetAtt': ['Keys', 'Public'] })).toThrow('Keys.Public (Custom::Keys)');
  });

  it('is refused by name when it imports something from elsewhere', () => {
    expect(() => resolved({ 'Fn::ImportValue': 'vpc' })).toThrow('Fn::ImportValue');
  });

  it('gets the origins that are really listened on, whatever digits they begin with', () => {
    const replacements = {
      'http://127.0.0.1:4001': 'http://127.0.0.1:40002',
      'http://127.0.0.1:4000': 'http://127.0.0.1:5',
    };

    const value = resolved('http://127.0.0.1:4001|grace http://127.0.0.1:4000/decide http://127.0.0.1:40001', {
      replacements,
    });

    expect(value).toBe('http://127.0.0.1:40002|grace http://127.0.0.1:5/decide http://127.0.0.1:40001');
  });
});

describe('a template', () => {
  it('that is not there is asked for in one sentence', () => {
    expect(() => readTemplate(temporaryFolder())).toThrow(/no build of the stack Lapse .* run "npm run synth" first/);
  });

  it('names the resource and the property it does not understand', () => {
    const folder = writeTemplate({ resources: { Odd: { Type: 'Test::Odd', Properties: { Size: 'large' } } } });

    expect(() => readTemplate(folder).all('Test::Odd', v.object({ Size: v.number() }))).toThrow(/Test::Odd Odd: Size/);
  });
});
