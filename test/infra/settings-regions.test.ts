import { describe, expect, it } from 'vitest';
import { readSettings } from '#infra/settings';
import { behindFirewall, context, ownName, synthesizeLapse } from './synthesized.ts';

const topicIn = (region: string) => ({ alarmTopicArn: `arn:aws:sns:${region}:123456789012:on-call` });
const certificateIn = (region: string) => ({
  ...ownName,
  certificateArn: `arn:aws:acm:${region}:123456789012:certificate/1234abcd`,
});

/** What is said about settings for a stack in a region, or in one that is not known yet. */
function sentenceOf(given: Record<string, unknown>, region?: string): string {
  try {
    readSettings((name) => ({ ...context, ...given })[name], region);
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

describe('the region of a certificate and of a topic', () => {
  it.each([
    ['certificateArn', certificateIn('eu-west-1'), 'eu-central-1'],
    ['alarmTopicArn', topicIn('eu-west-1'), 'us-east-1'],
    // That CloudFront wants its own there makes the other no better.
    ['certificateArn', { ...behindFirewall, ...certificateIn('us-east-1') }, 'eu-west-1'],
  ])('is that of the stack: %s of another is refused', (name, given, region) => {
    expect(sentenceOf(given, region)).toMatch(
      new RegExp(`^The setting "${name}" is in [\\w-]+, and the stack is in ${region} \\("arn:[^\n]+$`),
    );
  });

  it.each([
    ['of the stack', { ...certificateIn('eu-west-1'), ...topicIn('eu-west-1') }, 'eu-west-1'],
    ['nobody knows yet', { ...certificateIn('eu-west-1'), ...topicIn('eu-west-1') }, undefined],
    ["is the edge's, too", { ...behindFirewall, ...certificateIn('us-east-1') }, 'us-east-1'],
  ])('is taken where it %s', (_, given, region) => {
    expect(sentenceOf(given, region)).toBe('taken');
  });

  it('is one, also while that of the stack is not known', () => {
    expect(sentenceOf({ ...certificateIn('eu-west-1'), ...topicIn('us-east-1') })).toMatch(
      /^The setting "alarmTopicArn" is in us-east-1, and "certificateArn" is in eu-west-1 \(/,
    );
  });

  it('is us-east-1 for the certificate at the edge, wherever the stack is', () => {
    const given = { ...behindFirewall, edgeCertificateArn: ownName.certificateArn };

    expect(sentenceOf(given, 'eu-west-1')).toMatch(/^The setting "edgeCertificateArn" is not in us-east-1 \(/);
  });

  it('is asked by CloudFormation, too, before it makes anything', () => {
    const { template } = synthesizeLapse({ ...certificateIn('eu-west-1'), ...topicIn('eu-west-1') });

    const { BootstrapVersion: _, CheckBootstrapVersion: __, ...rules } = template.toJSON().Rules;
    expect(Object.values(rules)).toEqual(
      ['certificateArn', 'alarmTopicArn'].map((name) => ({
        Assertions: [
          {
            Assert: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
            AssertDescription: `The setting "${name}" is in eu-west-1; the stack has to be there, too.`,
          },
        ],
      })),
    );
  });
});
