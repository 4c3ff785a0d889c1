import { CfnOutput } from 'aws-cdk-lib';
import { CfnApiMapping, type CfnStage, DomainName, type HttpApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { EDGE_HEADER } from '#shared/http/edge';
import type { Settings } from '../settings.ts';
import { accept } from './accept.ts';
import { type Granted, grantedBy } from './capability.ts';

type AddressSettings = Pick<Settings, 'domainName' | 'certificateArn' | 'webAclArn' | 'edgeCertificateArn'>;

/**
 * The API under a name of its own, then the only one it answers to; with a web ACL behind a distribution, because an HTTP
 * API cannot have one itself:
 *
 *     caller ─▶ CloudFront (web ACL) ─secret header─▶ API under the same name ─▶ functions, which demand the header
 *
 * The name of the API's own endpoint can be found out; who calls it around the firewall has no secret and is refused.
 */
export class PublicAddress extends Construct {
  /** What tells the functions of the API to take only what came through the distribution, if there is one. */
  readonly guarding: Granted;
  private readonly settings: AddressSettings;
  private readonly secret: string;

  constructor(scope: Construct, id: string, settings: AddressSettings) {
    super(scope, id);
    this.settings = settings;
    this.secret = settings.webAclArn ? this.createSecret() : '';
    this.guarding = grantedBy('edge', { EDGE_SECRET: this.secret });
  }

  /** Leads the name to the stage of an API; the output is where its DNS record has to point. */
  leadTo(api: HttpApi, stage: CfnStage): void {
    const { domainName, certificateArn } = this.settings;
    if (!domainName || !certificateArn) return;
    const domain = new DomainName(this, 'Domain', {
      domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new CfnApiMapping(this, 'Mapping', {
      apiId: api.apiId,
      domainName: domain.name,
      stage: stage.stageName,
    }).addResourceDependency(stage);
    const target = this.distribute(domainName, domain.regionalDomainName) ?? domain.regionalDomainName;
    new CfnOutput(this, 'PointTheNameTo', { value: target });
  }

  /** @returns the name of the distribution */
  private distribute(domainName: string, apiName: string): string | undefined {
    const { webAclArn, edgeCertificateArn } = this.settings;
    if (!webAclArn || !edgeCertificateArn) return undefined;
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Lapse behind its firewall',
      domainNames: [domainName],
      certificate: Certificate.fromCertificateArn(this, 'EdgeCertificate', edgeCertificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      webAclId: webAclArn,
      defaultBehavior: {
        origin: new HttpOrigin(apiName, {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [OriginSslPolicy.TLS_V1_2],
          customHeaders: { [EDGE_HEADER]: this.secret },
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        // With the name called, by which API Gateway finds the API, the token, and where the caller is.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_AND_CLOUDFRONT_2022,
      },
    });
    accept(
      distribution,
      'AwsSolutions-CFR1',
      'People travel; whom a country is closed to is a rule of the web ACL given.',
    );
    accept(
      distribution,
      'AwsSolutions-CFR3',
      'Its logs would hold addresses, paths and queries: who asks for which role. The API logs each request without them.',
    );
    return distribution.distributionDomainName;
  }

  /** The value is read by CloudFormation at deployment and stands in no template. */
  private createSecret(): string {
    const secret = new Secret(this, 'EdgeSecret', {
      description: 'Proves that a request came through the distribution of Lapse',
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
    });
    accept(
      secret,
      'AwsSolutions-SMG4',
      'It opens nothing: it only proves the way a request took, which still needs a token. A rotation between two deployments would shut everybody out.',
    );
    return secret.secretValue.unsafeUnwrap();
  }
}
