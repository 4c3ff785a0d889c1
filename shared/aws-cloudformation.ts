import { request } from 'node:https';
import type { CloudFormationCustomResourceResponse } from 'aws-lambda';

/**
 * Answers a custom resource. CloudFormation waits for a PUT to an address it has signed (S3), without a content type.
 *
 * @throws when the address cannot be reached, or answers with anything but 2xx
 */
export function answerCloudFormation(url: string, response: CloudFormationCustomResourceResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify(response);
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'PUT', headers }, (incoming) => {
      incoming.resume();
      const { statusCode = 0 } = incoming;
      if (statusCode < 300) incoming.on('end', resolve);
      else reject(new Error(`CloudFormation did not take the answer: HTTP ${statusCode}`));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
