import { setTimeout as wait } from 'node:timers/promises';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import * as v from 'valibot';
import { answerCloudFormation } from '#shared/aws-cloudformation';

const Properties = v.looseObject({ KeyIds: v.array(v.pipe(v.string(), v.nonEmpty())) });

/** The right to read the keys was written seconds ago, and IAM takes a while to tell it everywhere. */
const RIGHTS_TAKE_SECONDS = 90;
const PAUSE_SECONDS = 5;

interface Needs {
  /** Public half of a key as SPKI (RFC 5280), DER. */
  publicKeyOf(keyId: string): Promise<Uint8Array>;
  answer(url: string, response: CloudFormationCustomResourceResponse): Promise<void>;
  pause(seconds: number): Promise<unknown>;
}

/**
 * Reads the public halves of the keys for decision links while a version is deployed, so that the function that decides
 * needs neither KMS nor any right on the keys.
 *
 * Every error is told to CloudFormation, which would wait an hour for an answer that never comes.
 */
export function createPublisher({ answer, ...reading }: Needs) {
  return async (event: CloudFormationCustomResourceEvent): Promise<void> => {
    const { StackId, RequestId, LogicalResourceId } = event;
    const same = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: 'link-keys' };
    try {
      const Data = event.RequestType === 'Delete' ? {} : { Keys: await readKeys(event.ResourceProperties, reading) };
      await answer(event.ResponseURL, { ...same, Status: 'SUCCESS', Data });
    } catch (error) {
      console.error('The public keys of decision links could not be published', error);
      const Reason = error instanceof Error ? error.message : String(error);
      await answer(event.ResponseURL, { ...same, Status: 'FAILED', Reason });
    }
  };
}

/** `{ "<key id>": "<SPKI, base64>" }` as JSON text. */
async function readKeys(properties: unknown, reading: Reading): Promise<string> {
  const { KeyIds } = v.parse(Properties, properties);
  const keys = KeyIds.map(async (id) => [id, Buffer.from(await readKey(id, reading)).toString('base64')] as const);
  return JSON.stringify(Object.fromEntries(await Promise.all(keys)));
}

type Reading = Omit<Needs, 'answer'>;

async function readKey(id: string, { publicKeyOf, pause }: Reading): Promise<Uint8Array> {
  for (let waited = 0; ; waited += PAUSE_SECONDS) {
    try {
      return await publicKeyOf(id);
    } catch (error) {
      if (!isDenied(error) || waited >= RIGHTS_TAKE_SECONDS) throw error;
      await pause(PAUSE_SECONDS);
    }
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && /^AccessDenied(Exception)?$/.test(error.name);
}

const keyService = new KMSClient();

export const handler = createPublisher({
  async publicKeyOf(KeyId) {
    const { PublicKey } = await keyService.send(new GetPublicKeyCommand({ KeyId }));
    if (!PublicKey) throw new Error(`KMS has no public key of ${KeyId}.`);
    return PublicKey;
  },

  answer: answerCloudFormation,
  pause: (seconds) => wait(seconds * 1000),
});
