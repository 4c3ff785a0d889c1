import { createHash, createPublicKey, verify } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { GetPublicKeyCommand, KMSClient, SignCommand, type SignCommandInput } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { openDataFolder } from '#infra/local/data-folder';
import { createKeyService } from '#infra/local/key-service';
import { readTemplate } from '#infra/local/template';
import { startServices } from './services.ts';
import { temporaryFolder, writeTemplate } from './tiny-template.ts';

const ARN = 'arn:aws:kms:eu-west-1:000000000000:key/LinkKey';
const MESSAGE = Buffer.from('approve');
const DIGEST = createHash('sha256').update(MESSAGE).digest();

function template() {
  const resources = {
    LinkKey: { Type: 'AWS::KMS::Key', Properties: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' } },
    TableKey: { Type: 'AWS::KMS::Key', Properties: {} },
    Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/links', TargetKeyId: { Ref: 'LinkKey' } } },
  };
  return readTemplate(writeTemplate({ resources }));
}

async function startKms() {
  const kms = createKeyService(template());
  const { origin: endpoint } = await startServices({ kms });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new KMSClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
  return { kms, client };
}

async function verifies(client: KMSClient, sign: Partial<SignCommandInput>): Promise<boolean> {
  const input = { KeyId: 'LinkKey', Message: MESSAGE, SigningAlgorithm: 'ECDSA_SHA_256', ...sign } as const;
  const { Signature = new Uint8Array() } = await client.send(new SignCommand(input));
  const { PublicKey = new Uint8Array() } = await client.send(new GetPublicKeyCommand({ KeyId: ARN }));
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  return verify('sha256', MESSAGE, key, Signature);
}

describe('a signing key', () => {
  it.each([
    ['a message', { Message: MESSAGE }],
    ['a digest', { Message: DIGEST, MessageType: 'DIGEST' }],
  ] as const)('signs %s so that its public half verifies it', async (_, input) => {
    const { client } = await startKms();

    for (let round = 0; round < 20; round += 1) expect(await verifies(client, input)).toBe(true);
  });

  it.each(['LinkKey', ARN, 'alias/links', 'arn:aws:kms:eu-west-1:000000000000:alias/links'])(
    'is found as %s',
    async (KeyId) => {
      const { client } = await startKms();

      expect(await verifies(client, { KeyId })).toBe(true);
    },
  );

  it('that does not exist, or does not sign, is refused as KMS refuses it', async () => {
    const { client } = await startKms();

    for (const KeyId of ['Nobody', 'TableKey']) {
      await expect(verifies(client, { KeyId })).rejects.toMatchObject({ name: 'NotFoundException' });
    }
  });

  it('tells its public half as the deployment hands it to the functions', async () => {
    const { kms, client } = await startKms();

    const { PublicKey = new Uint8Array() } = await client.send(new GetPublicKeyCommand({ KeyId: 'LinkKey' }));

    expect(kms.publicKeys()).toEqual({ LinkKey: Buffer.from(PublicKey).toString('base64') });
  });

  it('is the same after a restart with the data folder, where only its owner can read it', () => {
    const folder = temporaryFolder();

    const before = createKeyService(template(), openDataFolder(folder)).publicKeys();
    const after = createKeyService(template(), openDataFolder(folder)).publicKeys();

    expect(after).toEqual(before);
    expect(statSync(join(folder, 'LinkKey.pem')).mode & 0o777).toBe(0o600);
  });
});
