/** What DynamoDB has answered; `body` is DynamoDB JSON, or an error with `__type`. */
export interface WireAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** Sends one awsJson1.0 request, without the SDK, so that both sides get and give exactly these bytes. */
export async function send(endpoint: string, operation: string, input: unknown): Promise<WireAnswer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      'x-amz-date': '20260101T000000Z',
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: Object(await response.json()) };
}
