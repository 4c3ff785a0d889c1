import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Amazon S3 on this machine, as far as an archive that is only added to needs it. */
export interface ObjectStore {
  /** @throws Error named as S3 names its errors */
  put(path: string, body: Buffer, ifNoneMatch: string | undefined): void;
  /** @throws Error named as S3 names its errors */
  get(path: string): Buffer;
}

/** No part of a name leads out of the folder. */
const SAFE_PATH = /^\/[\w.-]+(\/[\w:-][\w.:-]*)+$/;

/** @param folder where objects are kept as files; in memory when absent */
export function createObjectStore(folder?: string): ObjectStore {
  const objects = new Map<string, Buffer>();
  const fileOf = (path: string) => join(folder ?? '', ...path.split('/').slice(2));
  const has = (path: string) => (folder ? existsSync(fileOf(path)) : objects.has(path));

  return {
    put(path, body, ifNoneMatch) {
      if (!SAFE_PATH.test(path)) throw s3Error('InvalidURI', 400, `Not a name of an object: ${path}`);
      if (ifNoneMatch === '*' && has(path)) throw s3Error('PreconditionFailed', 412, 'There is one already');
      if (!folder) return void objects.set(path, body);
      mkdirSync(dirname(fileOf(path)), { recursive: true, mode: 0o700 });
      writeFileSync(fileOf(path), body, { mode: 0o600 });
    },
    get(path) {
      if (!SAFE_PATH.test(path) || !has(path)) throw s3Error('NoSuchKey', 404, 'There is no such object');
      return folder ? readFileSync(fileOf(path)) : (objects.get(path) ?? Buffer.alloc(0));
    },
  };
}

function s3Error(name: string, statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { name, statusCode });
}
