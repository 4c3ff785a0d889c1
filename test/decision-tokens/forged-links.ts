import { createHmac } from 'node:crypto';

/** What a forger has in hand: a genuine link's parts, and even somebody who signs with the genuine key whatever they like. */
export interface Forge {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The public half of the key: SPKI (RFC 5280) in base64. */
  readonly spki: string;
  /** A time that has not come when the links are tried, in seconds since the epoch. */
  readonly later: number;
  /** ES256 as JWS has it, r‖s. */
  sign(input: string): Promise<Buffer>;
  /** ES256 as KMS and OpenSSL have it. */
  signInDer(input: string): Promise<Buffer>;
}

type Signer = (input: string) => Buffer | Promise<Buffer>;

/** A compact JWS of these parts, whatever they are. */
export async function jws(header: object, payload: object | string, signer: Signer): Promise<string> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const input = `${base64url(JSON.stringify(header))}.${base64url(text)}`;
  return `${input}.${(await signer(input)).toString('base64url')}`;
}

export const base64url = (text: string) => Buffer.from(text).toString('base64url');

const nothing = () => Buffer.alloc(0);

/** Links that must be refused, and always in the same words (T-05): name and token of each. */
export async function forgedLinks(forge: Forge): Promise<[name: string, token: string][]> {
  const { header, payload, later, sign } = forge;
  const hmac: Signer = (input) => createHmac('sha256', Buffer.from(forge.spki, 'base64')).update(input).digest();
  const made: [string, string | Promise<string>][] = [
    ['no token', 'hello'],
    ['only dots', '..'],
    ['alg none, unsigned', jws({ ...header, alg: 'none' }, payload, nothing)],
    ['alg none, with a genuine signature', jws({ ...header, alg: 'none' }, payload, sign)],
    ['HS256 with the public key as the secret', jws({ ...header, alg: 'HS256' }, payload, hmac)],
    ['ES256 in the header, HMAC as the signature', jws(header, payload, hmac)],
    ['another algorithm of the same key', jws({ ...header, alg: 'ES384' }, payload, sign)],
    ['an unknown key', jws({ ...header, kid: 'another' }, payload, sign)],
    ['a key named like a property of every object', jws({ ...header, kid: 'constructor' }, payload, sign)],
    ['no key', jws(without(header, 'kid'), payload, sign)],
    ['a key set of its own', jws({ ...header, jku: 'https://mallory.example/keys' }, payload, sign)],
    ['a key of its own', jws({ ...header, jwk: { kty: 'EC' } }, payload, sign)],
    ['a critical extension', jws({ ...header, crit: ['b64'], b64: false }, payload, sign)],
    ['an access token', jws({ ...header, typ: 'at+jwt' }, payload, sign)],
    ['no type', jws(without(header, 'typ'), payload, sign)],
    ['another audience', jws(header, { ...payload, aud: 'https://lapse.example/v1' }, sign)],
    ['several audiences', jws(header, { ...payload, aud: ['lapse-decision', 'other'] }, sign)],
    ['another issuer', jws(header, { ...payload, iss: 'https://mallory.example' }, sign)],
    ['no issuer', jws(header, without(payload, 'iss'), sign)],
    ['no end', jws(header, without(payload, 'exp'), sign)],
    ['no beginning', jws(header, without(payload, 'nbf'), sign)],
    ['no approver', jws(header, without(payload, 'sub'), sign)],
    ['a decision that does not exist', jws(header, { ...payload, act: ['approve', 'escalate'] }, sign)],
    ['no decision', jws(header, { ...payload, act: [] }, sign)],
    ['an end as text', jws(header, { ...payload, exp: '9999999999' }, sign)],
    ['a claim too many', jws(header, { ...payload, role: 'admin' }, sign)],
    ['a beginning ahead', jws(header, { ...payload, nbf: later }, sign)],
    ['claims that are no JSON', jws(header, 'not json', sign)],
    ['a signature in DER', jws(header, payload, forge.signInDer)],
    ...(await alteredLinks(forge)),
  ];
  return Promise.all(made.map(async ([name, token]): Promise<[string, string]> => [name, await token]));
}

/** A genuine link with something cut off, exchanged or hung on. */
async function alteredLinks({ header, payload, sign }: Forge): Promise<[string, string][]> {
  const genuine = await jws(header, payload, sign);
  const [heading, content, signature = ''] = genuine.split('.');
  const flipped = Buffer.from(signature, 'base64url');
  flipped.writeUInt8(flipped.readUInt8(40) ^ 1, 40);
  return [
    ['more than 2 KB', await jws(header, { ...payload, padding: 'x'.repeat(10_000) }, sign)],
    ['more than 2 KB after a genuine token', genuine + 'A'.repeat(10_000)],
    ['an altered payload', `${heading}.${base64url(JSON.stringify({ ...payload, sub: 'prn_mallory' }))}.${signature}`],
    ['an altered signature', `${heading}.${content}.${flipped.toString('base64url')}`],
    ['no signature', `${heading}.${content}.`],
    ...['=', '==', ' ', '.', '>', '%20', '\u200b'].map((hung): [string, string] => [
      `${JSON.stringify(hung)} hung on`,
      genuine + hung,
    ]),
    ['a blank before it', ` ${genuine}`],
    ['a blank within it', `${heading} .${content}.${signature}`],
    ['padding within it', `${heading}==.${content}.${signature}`],
    ['the other alphabet of base64', `${heading}.${content}.${signature.replaceAll('-', '+').replaceAll('_', '/')}+`],
    ['bits left over in its last character', `${heading}.${content}.${withBitsLeftOver(signature)}`],
  ];
}

/** 64 bytes leave four bits of the last character unused: sixteen texts are read as one signature. */
function withBitsLeftOver(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return signature.slice(0, -1) + alphabet[alphabet.indexOf(signature.slice(-1)) + 1];
}

function without(claims: Readonly<Record<string, unknown>>, name: string): object {
  return Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));
}
