import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { type Granted, grantedBy } from './capability.ts';
import { type FunctionSettings, PimFunction } from './pim-function.ts';
import { refusedToOthers } from './refused-to-others.ts';

type LinkSettings = FunctionSettings & Pick<Settings, 'stackName' | 'linkKeyVersion' | 'previousLinkKeyId'>;

/**
 * The key that signs decision links, and the public halves that verify them: who verifies cannot sign.
 *
 * Rotation: deploy with the next `linkKeyVersion` and the old key's id as `previousLinkKeyId`; links of the old key stay
 * valid until the next deployment without it.
 */
export class LinkKeys extends Construct {
  readonly signing: Granted;
  readonly verifying: Granted;
  readonly key: Key;

  constructor(scope: Construct, id: string, settings: LinkSettings) {
    super(scope, id);
    this.key = new Key(this, `SigningKey${settings.linkKeyVersion}`, {
      description: 'Signs decision links of Lapse',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      alias: `${settings.stackName}-decision-links-${settings.linkKeyVersion}`,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.signing = grantedBy(
      'linkSigning',
      { LINK_SIGNING_KEY_ID: this.key.keyId },
      { actions: ['kms:Sign'], resources: [this.key.keyArn] },
    );
    this.verifying = grantedBy('linkVerification', { LINK_PUBLIC_KEYS: this.readPublicKeys(settings) });
  }

  /** A signed link can decide, so nobody else may sign one. */
  signOnlyFor(signer: PimFunction): void {
    this.key.addToResourcePolicy(refusedToOthers(signer, ['kms:Sign'], ['*']));
  }

  /** `{ "<key id>": "<SPKI, base64>" }` as JSON text, read once at deployment, so that links verify while KMS is down. */
  private readPublicKeys({ previousLinkKeyId, ...settings }: LinkSettings): string {
    const previous = previousLinkKeyId ? [previousLinkKeyId] : [];
    const resources = [this.key.keyArn, ...previous.map((keyId) => this.keyArn(keyId))];
    const publisher = new PimFunction(this, 'Publish', {
      settings,
      path: 'deployment/publish-link-keys',
      uses: [{ environment: {}, rights: [{ actions: ['kms:GetPublicKey'], resources }] }],
      memory: 512,
      // Longer than it waits for its own rights (90 s), shorter than CloudFormation waits for it.
      timeout: Duration.minutes(2),
      failedCalls: 'CloudFormation waits for its word and undoes the deployment without it.',
      alarm: { hurts: 'Whoever deploys: the public keys of decision links could not be read, the deployment fails.' },
    });
    const published = new CustomResource(this, 'PublicKeys', {
      resourceType: 'Custom::LinkKeys',
      serviceToken: publisher.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { KeyIds: [this.key.keyId, ...previous] },
    });
    return published.getAttString('Keys');
  }

  private keyArn(keyId: string): string {
    return Stack.of(this).formatArn({ service: 'kms', resource: 'key', resourceName: keyId });
  }
}
