import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { behindFirewall, functionPaths, ownName, synthesizeLapse } from './synthesized.ts';

const secretsOf = ({ template }: ReturnType<typeof synthesizeLapse>) =>
  Object.values(template.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Environment?.Variables.EDGE_SECRET)
    .filter((secret) => secret !== undefined);

describe('an API without a name', () => {
  const lapse = synthesizeLapse();

  it('answers at its own endpoint, and nothing stands before it', () => {
    lapse.template.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: false });
    lapse.template.resourceCountIs('AWS::ApiGatewayV2::DomainName', 0);
    lapse.template.resourceCountIs('AWS::CloudFront::Distribution', 0);
    expect(new Set(secretsOf(lapse))).toEqual(new Set(['']));
  });
});

describe('an API with a name of its own', () => {
  const lapse = synthesizeLapse(ownName);
  const { template } = lapse;

  it('answers to that name only, over TLS 1.2 or newer', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: ownName.domainName,
      DomainNameConfigurations: [
        { CertificateArn: ownName.certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    });
  });

  it('is led to after its stage is there', () => {
    const [stage] = Object.keys(template.findResources('AWS::ApiGatewayV2::Stage'));

    template.hasResource('AWS::ApiGatewayV2::ApiMapping', {
      Properties: { Stage: '$default', ApiId: { Ref: Match.anyValue() } },
      DependsOn: Match.arrayWith([stage]),
    });
  });

  it('says where the DNS record has to point, and needs no secret', () => {
    const [domain] = Object.keys(template.findResources('AWS::ApiGatewayV2::DomainName'));
    const [output] = Object.values(template.findOutputs('*')).filter(
      ({ Value }) => Value['Fn::GetAtt']?.[0] === domain,
    );

    expect(output?.Value).toEqual({ 'Fn::GetAtt': [domain, 'RegionalDomainName'] });
    expect(new Set(secretsOf(lapse))).toEqual(new Set(['']));
  });
});

describe('an API behind a firewall', () => {
  const lapse = synthesizeLapse(behindFirewall);
  const { template } = lapse;
  const [distribution] = Object.values(template.findResources('AWS::CloudFront::Distribution'));
  const { Aliases, WebACLId, ViewerCertificate, Origins, DefaultCacheBehavior, CacheBehaviors } =
    distribution?.Properties.DistributionConfig ?? {};

  it('has the web ACL before the name, which has no other way', () => {
    expect([Aliases, WebACLId]).toEqual([[behindFirewall.domainName], behindFirewall.webAclArn]);
    expect(ViewerCertificate).toMatchObject({
      AcmCertificateArn: behindFirewall.edgeCertificateArn,
      MinimumProtocolVersion: 'TLSv1.2_2021',
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
  });

  it('keeps no answer, and hands on the token, the name and where the caller is', () => {
    expect(CacheBehaviors).toBeUndefined();
    expect(DefaultCacheBehavior).toMatchObject({
      // Managed by AWS: CachingDisabled, AllViewerAndCloudFrontHeaders-2022-06.
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: '33f36d7e-f396-46d9-90e0-52428a34d9dc',
      ViewerProtocolPolicy: 'https-only',
    });
    // It would rewrite the headers of the decision page.
    expect(DefaultCacheBehavior).not.toHaveProperty('ResponseHeadersPolicyId');
  });

  it('is proven by a secret that stands in no template, known to the distribution and the functions of the API', () => {
    const [header] = Origins[0].OriginCustomHeaders;
    const secrets = secretsOf(lapse);

    expect(header.HeaderName).toBe('x-lapse-edge');
    expect(JSON.stringify(header.HeaderValue)).toContain('{{resolve:secretsmanager:');
    expect(secrets).toHaveLength(functionPaths.filter((path) => path.startsWith('api/')).length);
    for (const secret of secrets) expect(secret).toEqual(header.HeaderValue);
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      SecretString: Match.absent(),
      GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
    });
  });

  it('is asked over TLS only, by the distribution too', () => {
    expect(Origins).toHaveLength(1);
    expect(Origins[0].CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
    });
  });
});

describe('a boundary of permissions', () => {
  const permissionsBoundary = 'arn:aws:iam::123456789012:policy/boundary';

  it('is around every role there is, and around none unless told', () => {
    const boundaries = (settings: Record<string, string>) => {
      const roles = synthesizeLapse(settings).template.findResources('AWS::IAM::Role');
      return new Set(Object.values(roles).map(({ Properties }) => Properties.PermissionsBoundary));
    };

    expect(boundaries({ permissionsBoundary })).toEqual(new Set([permissionsBoundary]));
    expect(boundaries({})).toEqual(new Set([undefined]));
  });
});
