/** A file as the body of requests: read once, and shared by all of them. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { SoakdError } from '../../error.ts';
import type { UploadPlan } from '../../plan/operation/http-extras.ts';

/** It is held in memory, and as long as a connection is slow not a second time. */
export const UPLOAD_LIMIT_BYTES = 64 * 2 ** 20;

export interface Upload {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** Throws a SoakdError when it cannot be read or is too long. */
export function readUpload(operation: string, { file, field, type }: UploadPlan): Upload {
  const content = read(operation, file);
  if (field === null) return { contentType: type, bytes: content };
  const boundary = boundaryFor(content);
  const filename = basename(file).replace(/["\r\n]/g, '_');
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${filename}"\r\ncontent-type: ${type}\r\n\r\n`;
  const bytes = Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes };
}

function read(operation: string, file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size <= UPLOAD_LIMIT_BYTES) return readFileSync(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SoakdError(`operation "${operation}": its upload cannot be read: ${why}`);
  }
  throw new SoakdError(`operation "${operation}": its upload ${file} is longer than 64 MiB`);
}

/** One that does not occur in the file. */
function boundaryFor(content: Buffer): string {
  for (let number = 0; ; number++) {
    const boundary = `soakd-part-${number}`;
    if (!content.includes(`--${boundary}`)) return boundary;
  }
}
