import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it, vi } from 'vitest';
import { rulePacks } from '#infra/checks';
import { explanations } from '#infra/setting-explanations';
import { everything, variants } from './setting-variants.ts';
import { context, synthesizeLapse } from './synthesized.ts';

// What the CDK gives up in its next major release is a fault here, not a warning.
vi.stubEnv('JSII_DEPRECATED', 'fail');

describe('the rule packs of cdk-nag', () => {
  it.each([['no setting but those that are needed', {}], ...variants])(
    'find nothing that is not accepted, with %s',
    (_, settings) => {
      expect(synthesizeLapse(settings, { packs: true }).findings).toEqual([]);
    },
  );

  it('find nothing that is not accepted, with every setting there is at once', () => {
    expect(Object.keys({ ...context, ...everything }).sort()).toEqual(Object.keys(explanations).sort());

    expect(synthesizeLapse(everything, { packs: true }).findings).toEqual([]);
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
