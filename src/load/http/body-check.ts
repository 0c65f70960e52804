/** Whether the body of a response is as the plan expects it. */
import type { BodyChecks } from '../../plan/operation/body-checks.ts';
import { readJsonPath, valueAt } from '../../plan/operation/json-path.ts';
import { readJson } from '../json-text.ts';
import { BODY_KEPT_BYTES, type HttpResponse } from './http-response.ts';

/** true: it is. Only of a whole response. */
export function compileBodyChecks({ json, bytes, sha256 }: BodyChecks): (response: HttpResponse) => boolean {
  const paths = json.map(({ path, value }) => ({ path: readJsonPath(path) ?? [], value }));
  return (response) => {
    if (bytes !== null && response.bodyBytes !== bytes) return false;
    if (sha256 !== null && response.bodySha256 !== sha256) return false;
    if (paths.length === 0) return true;
    // What is not kept in whole cannot be read as JSON.
    if (response.bodyBytes > BODY_KEPT_BYTES) return false;
    const body = readJson(response.body.toString('utf8'));
    return body !== undefined && paths.every(({ path, value }) => valueAt(body, path) === value);
  };
}
