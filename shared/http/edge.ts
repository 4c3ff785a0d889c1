import { timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Refusal } from '#shared/domain/refusal';

/** By it the distribution in front of the API proves that a request came through it, and so past its firewall. */
export const EDGE_HEADER = 'x-lapse-edge';

type Received = Pick<APIGatewayProxyEventV2, 'headers' | 'requestContext'>;

/**
 * Takes only what came through the distribution, where there is one: its firewall is worth nothing to who goes around it.
 *
 * @param secret empty where nothing stands in front of the API
 * @throws Refusal not_through_edge
 */
export function refuseUnlessThroughEdge({ headers }: Received, secret: string): void {
  if (secret === '') return;
  const given = Buffer.from(headers[EDGE_HEADER] ?? '');
  const wanted = Buffer.from(secret);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Refusal('not_through_edge');
}

/** Where a caller is; behind a distribution it alone knows, `address:port`, and overwrites what a caller says of it. */
export function callerAddress({ headers, requestContext }: Received, secret: string): string {
  const seen = secret === '' ? undefined : headers['cloudfront-viewer-address'];
  return seen?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1') ?? requestContext.http.sourceIp;
}
