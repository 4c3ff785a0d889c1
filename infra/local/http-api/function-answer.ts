import * as v from 'valibot';

/** What goes back to the caller. */
export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string | Buffer;
}

const FunctionAnswer = v.object({
  statusCode: v.pipe(
    v.union([v.number(), v.string()]),
    v.transform(Number),
    v.integer(),
    v.minValue(100),
    v.maxValue(599),
  ),
  headers: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
  cookies: v.optional(v.array(v.string()), []),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
});

const JSON_HEADERS = { 'content-type': 'application/json' };

/** An answer API Gateway gives by itself. */
export function messageAnswer(status: number, message: string, headers: Record<string, string> = {}): GatewayAnswer {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: JSON.stringify({ message }) };
}

/**
 * Turns what a function returned into an HTTP answer by the rules of payload format 2.0: without a status code the
 * value itself is the body of a 200; a malformed answer is a 500. Unless `keepCors`, what the function says about CORS is
 * dropped, because the API answers that.
 */
export function functionAnswer(returned: unknown, { keepCors }: { keepCors: boolean }): GatewayAnswer {
  if (typeof returned !== 'object' || returned === null || !('statusCode' in returned)) {
    const body = typeof returned === 'string' ? returned : (JSON.stringify(returned) ?? '');
    return { status: 200, headers: JSON_HEADERS, body };
  }
  const parsed = v.safeParse(FunctionAnswer, returned);
  if (!parsed.success) return messageAnswer(500, 'Internal Server Error');
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.output;
  const lowered = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name]) => keepCors || !name.startsWith('access-control-'));
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...Object.fromEntries(lowered) },
    cookies,
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}
