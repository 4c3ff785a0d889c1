import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createPublisher } from '#functions/deployment/publish-link-keys';

const SPKI = Uint8Array.of(48, 89, 48, 19);

function deployment(publicKeyOf: (keyId: string) => Promise<Uint8Array> = async () => SPKI) {
  const answers: { url: string; response: CloudFormationCustomResourceResponse }[] = [];
  const paused: number[] = [];
  const publish = createPublisher({
    publicKeyOf,
    pause: async (seconds) => paused.push(seconds),
    answer: async (url, response) => {
      answers.push({ url, response });
    },
  });
  const waited = () => paused.reduce((sum, seconds) => sum + seconds, 0);
  return { publish, answers, waited };
}

/** What KMS says while IAM has not told it of the right yet. */
function accessDenied(): Error {
  return Object.assign(new Error('User is not authorized to perform: kms:GetPublicKey'), {
    name: 'AccessDeniedException',
  });
}

const event = (RequestType: 'Create' | 'Delete', KeyIds: string[]): CloudFormationCustomResourceEvent =>
  ({
    RequestType,
    ResponseURL: 'https://cloudformation.example/answer',
    ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:publish',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'PublicKeys',
    ResourceType: 'Custom::LinkKeys',
    ResourceProperties: { ServiceToken: '', KeyIds },
    ...(RequestType === 'Delete' ? { PhysicalResourceId: 'link-keys' } : {}),
  }) as CloudFormationCustomResourceEvent;

describe('publishing the keys of decision links', () => {
  it('gives the public half of each key by its id', async () => {
    const { publish, answers } = deployment();

    await publish(event('Create', ['new', 'old']));

    expect(answers).toEqual([
      {
        url: 'https://cloudformation.example/answer',
        response: {
          Status: 'SUCCESS',
          StackId: 'stack',
          RequestId: 'request',
          LogicalResourceId: 'PublicKeys',
          PhysicalResourceId: 'link-keys',
          Data: { Keys: '{"new":"MFkwEw==","old":"MFkwEw=="}' },
        },
      },
    ]);
  });

  it('fails the deployment at once, with the reason, when a key cannot be read', async () => {
    const { publish, answers, waited } = deployment(async () => {
      throw new Error('KMS is not available.');
    });

    await publish(event('Create', ['new']));

    expect(answers).toMatchObject([{ response: { Status: 'FAILED', Reason: 'KMS is not available.' } }]);
    expect(waited()).toBe(0);
  });

  it('waits for the right to read a key, which IAM tells KMS late', async () => {
    let refusals = 6;
    const { publish, answers, waited } = deployment(async () => {
      if (refusals-- > 0) throw accessDenied();
      return SPKI;
    });

    await publish(event('Create', ['new']));

    expect(answers).toMatchObject([{ response: { Status: 'SUCCESS', Data: { Keys: '{"new":"MFkwEw=="}' } } }]);
    expect(waited()).toBe(30);
  });

  it('fails the deployment with the reason when the right has not come in 90 seconds', async () => {
    const { publish, answers, waited } = deployment(async () => {
      throw accessDenied();
    });

    await publish(event('Create', ['new']));

    const Reason = 'User is not authorized to perform: kms:GetPublicKey';
    expect(answers).toMatchObject([{ response: { Status: 'FAILED', Reason } }]);
    expect(waited()).toBe(90);
  });

  it('lets the stack go without asking for keys that may be gone', async () => {
    const { publish, answers } = deployment(async () => {
      throw new Error('no such key');
    });

    await publish(event('Delete', ['new']));

    expect(answers).toMatchObject([{ response: { Status: 'SUCCESS' } }]);
  });
});
