import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { rulePacks } from '#infra/checks';
import { behindFirewall, ownName, severalIssuers, synthesizeLapse } from './synthesized.ts';

describe('the rule packs of cdk-nag', () => {
  it.each([
    ['one issuer', {}],
    ['several issuers', severalIssuers],
    ['a name of its own', ownName],
    ['a firewall in front', behindFirewall],
    ['a boundary of permissions', { permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary' }],
    ['alarms that go elsewhere', { alarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call' }],
  ])('find nothing that is not accepted, with %s', (_, settings) => {
    expect(synthesizeLapse(settings, { packs: true }).findings).toEqual([]);
  });

  it('are those for solutions on AWS and for serverless ones, and do find what is wrong', () => {
    const app = new App();
    new Bucket(new Stack(app, 'Careless'), 'Bucket');
    const packs = rulePacks(app);

    expect(packs).toHaveLength(2);
    expect(packs[0]).toBeInstanceOf(AwsSolutionsChecks);
    expect(packs[1]).toBeInstanceOf(ServerlessChecks);
    const found = new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName }) => ruleName);
    expect(found).toEqual(expect.arrayContaining(['AwsSolutions-S1', 'AwsSolutions-S10']));
  });
});
