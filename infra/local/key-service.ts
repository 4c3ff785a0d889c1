import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import * as v from 'valibot';
import type { DataFolder } from './data-folder.ts';
import { signDigest } from './sign-digest.ts';
import { ACCOUNT, REGION, type Template } from './template.ts';

const KeyProperties = v.object({ KeySpec: v.optional(v.string(), 'SYMMETRIC_DEFAULT') });
const AliasProperties = v.object({ AliasName: v.string(), TargetKeyId: v.string() });

const SIGNING_ALGORITHM = 'ECDSA_SHA_256';
const KeyInput = v.object({ KeyId: v.string() });
const SignInput = v.object({
  KeyId: v.string(),
  Message: v.string(),
  MessageType: v.optional(v.picklist(['RAW', 'DIGEST']), 'RAW'),
  SigningAlgorithm: v.literal(SIGNING_ALGORITHM),
});

/** AWS KMS on this machine, for the template's signing keys (ECC_NIST_P256). */
export interface KeyService {
  /** Answers `Sign` and `GetPublicKey` in the protocol's JSON. @throws Error named as KMS names its errors */
  call(operation: string, input: unknown): Promise<unknown>;
  /** Public half of each key by logical id: SPKI (RFC 5280) in base64. */
  publicKeys(): Record<string, string>;
}

interface SigningKey {
  readonly id: string;
  readonly arn: string;
  readonly privateKey: KeyObject;
}

/** Opens the template's signing keys; they are made at the first start and kept in the data folder. */
export function createKeyService(template: Template, dataFolder?: DataFolder): KeyService {
  const signingKeys = template
    .all('AWS::KMS::Key', KeyProperties)
    .filter(({ properties }) => properties.KeySpec === 'ECC_NIST_P256')
    .map(({ id, arn }): SigningKey => ({ id, arn, privateKey: openKey(id, dataFolder) }));
  const aliases = template.all('AWS::KMS::Alias', AliasProperties).map(({ properties }) => properties);

  function find(keyId: string): SigningKey {
    const aliasArn = (name: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:${name}`;
    const alias = aliases.find(({ AliasName }) => keyId === AliasName || keyId === aliasArn(AliasName));
    const target = alias?.TargetKeyId ?? keyId;
    const key = signingKeys.find(({ id, arn }) => target === id || target === arn);
    if (!key) throw kmsError('NotFoundException', `Key '${keyId}' does not exist`);
    return key;
  }

  const operations: Record<string, (input: unknown) => unknown> = {
    GetPublicKey(input) {
      const { arn, privateKey } = find(parse(KeyInput, input).KeyId);
      const described = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: [SIGNING_ALGORITHM] };
      return { KeyId: arn, PublicKey: publicHalf(privateKey), ...described };
    },
    Sign(input) {
      const { KeyId, Message, MessageType, SigningAlgorithm } = parse(SignInput, input);
      const { arn, privateKey } = find(KeyId);
      const message = Buffer.from(Message, 'base64');
      if (MessageType === 'DIGEST' && message.length !== 32) throw kmsError('ValidationException', 'Digest is invalid');
      const signature =
        MessageType === 'DIGEST' ? signDigest(message, privateKey) : sign('sha256', message, privateKey);
      return { KeyId: arn, Signature: signature.toString('base64'), SigningAlgorithm };
    },
  };

  return {
    async call(operation, input) {
      const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (!run) throw kmsError('UnknownOperationException', `Unknown operation ${operation}`);
      return run(input);
    },
    publicKeys: () => Object.fromEntries(signingKeys.map(({ id, privateKey }) => [id, publicHalf(privateKey)])),
  };
}

function openKey(id: string, dataFolder: DataFolder | undefined): KeyObject {
  const file = `${id}.pem`;
  const kept = dataFolder?.read(file);
  if (kept) return createPrivateKey(kept);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  dataFolder?.write(file, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  return privateKey;
}

function publicHalf(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
}

function parse<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  throw kmsError('ValidationException', parsed.issues.map((issue) => issue.message).join('; '));
}

function kmsError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
