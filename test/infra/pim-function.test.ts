import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { listFunctions } from '#infra/bundle';
import { type Capability, environments } from '#shared/config';
import { everyFunction, functionId, functionPaths, severalIssuers, synthesizeLapse } from './synthesized.ts';

const { template } = synthesizeLapse(everyFunction);
const functions = functionPaths.map(
  (path) => [path, template.findResources('AWS::Lambda::Function')[functionId(template, path)]?.Properties] as const,
);

const everyApi: Capability[] = ['table', 'origin', 'crossOrigin', 'stepUp', 'edge'];
const capabilities: Record<string, Capability[]> = {
  'api/administration': [...everyApi, 'onboarding'],
  'api/approvals': everyApi,
  'api/decision-links': [...everyApi, 'linkVerification', 'trustedIssuers', 'signIn', 'metrics'],
  'api/documentation': ['origin', 'crossOrigin', 'stepUp', 'edge'],
  'api/evaluation': everyApi,
  'api/imports': everyApi,
  'api/reports': everyApi,
  'api/self-service': [...everyApi, 'metrics'],
  'authorizer/check-token': ['trustedIssuers'],
  'deployment/publish-link-keys': [],
  'mail/record-delivery': ['table', 'metrics'],
  'schedule/import-organization': ['table', 'metrics'],
  'schedule/seal-audit': ['auditSeal', 'table'],
  'schedule/sweep': ['table', 'metrics'],
  'stream/dispatch': ['table', 'workflow'],
  'stream/notify': ['table', 'mail', 'origin', 'linkSigning', 'metrics'],
  'workflow/close-undecided': ['table'],
  'workflow/grant-access': ['table'],
  'workflow/revoke-access': ['table'],
};

describe('the functions', () => {
  it('are the files of the functions folder, all of them', () => {
    expect(functionPaths).toEqual(listFunctions());
    template.resourceCountIs('AWS::Lambda::Function', functionPaths.length);
  });

  it('are one less where there is one issuer, whose tokens API Gateway checks itself', () => {
    const { template } = synthesizeLapse({ importOrganization: 'on' });

    template.resourceCountIs('AWS::Lambda::Function', functionPaths.length - 1);
    template.resourcePropertiesCountIs('AWS::Lambda::Function', { Description: 'functions/authorizer/check-token' }, 0);
  });

  it.each([severalIssuers, { ...severalIssuers, importOrganization: 'off' }])(
    'import nothing from AWS Organizations unless that is switched on: %o',
    (settings) => {
      const { template } = synthesizeLapse(settings);

      template.resourceCountIs('AWS::Lambda::Function', functionPaths.length - 1);
      template.resourcePropertiesCountIs(
        'AWS::Lambda::Function',
        { Description: 'functions/schedule/import-organization' },
        0,
      );
      expect(JSON.stringify(template.toJSON())).not.toContain('organizations:');
    },
  );

  it('import every hour once that is switched on', () => {
    const target = { Arn: { 'Fn::GetAtt': [functionId(template, 'schedule/import-organization'), 'Arn'] } };

    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 hour)',
      Target: Match.objectLike(target),
    });
    expect(Object.fromEntries(functions)['schedule/import-organization']?.Timeout).toBe(300);
  });

  it.each(functions)('run %s on Node.js 24 and arm64, traced', (_, properties) => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
    });
  });

  it.each(functions)('give %s memory enough to start fast', (path, properties) => {
    expect(properties?.MemorySize).toBe(/^(api|authorizer)\//.test(path) ? 1024 : 512);
  });

  it.each(functions)('keep the log of %s, in JSON, for the time configured', (_, properties) => {
    const { LogFormat, LogGroup } = properties?.LoggingConfig ?? {};

    expect(LogFormat).toBe('JSON');
    expect(template.findResources('AWS::Logs::LogGroup')[LogGroup.Ref]?.Properties.RetentionInDays).toBe(90);
  });

  it.each(functions)('tell %s what its capabilities need and nothing else', (path, properties) => {
    const needed = capabilities[path]?.flatMap((capability) => Object.keys(environments[capability].entries)) ?? [];

    expect(Object.keys(properties?.Environment?.Variables ?? {}).sort()).toEqual(needed.sort());
  });

  it('run again as often and as long as their schedule says, each that a schedule calls: Lambda takes such calls at once', () => {
    const targets = Object.values(template.findResources('AWS::Scheduler::Schedule')).map(
      ({ Properties: { Target } }) => [
        Target.Arn['Fn::GetAtt'][0],
        Target.RetryPolicy.MaximumRetryAttempts,
        Target.RetryPolicy.MaximumEventAgeInSeconds,
      ],
    );
    const taken = Object.values(template.findResources('AWS::Lambda::EventInvokeConfig')).map(({ Properties }) => [
      Properties.FunctionName.Ref,
      Properties.MaximumRetryAttempts,
      Properties.MaximumEventAgeInSeconds,
    ]);

    expect(targets).toHaveLength(3);
    expect(taken).toEqual(expect.arrayContaining(targets));
    // The next call of the sweeper comes in a minute: one that failed, or waited, is worth nothing.
    expect(taken).toContainEqual([functionId(template, 'schedule/sweep'), 0, 60]);
  });

  it('answer a person within 10 seconds, and change access within 60', () => {
    const timeouts = Object.fromEntries(functions.map(([path, properties]) => [path, properties?.Timeout]));

    expect(timeouts).toMatchObject({
      'api/self-service': 10,
      // API Gateway waits ten seconds for it.
      'authorizer/check-token': 9,
      'workflow/grant-access': 60,
      'workflow/revoke-access': 60,
    });
  });
});

describe('logs', () => {
  it('are kept as long as configured, every one of them', () => {
    const { template } = synthesizeLapse({ logRetentionDays: '365' });

    const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));
    expect(new Set(groups.map(({ Properties }) => Properties.RetentionInDays))).toEqual(new Set([365]));
  });
});
