/** `http` operations: HTTP/1.1 over a kept-alive connection, one request at a time. */
import { SoakdError } from '../../error.ts';
import type { HttpOperationPlan } from '../../plan/operation/operation-plan.ts';
import { boundedPattern } from '../bounded-pattern.ts';
import { placeInBody } from '../escape.ts';
import type { Extract, FlowValues } from '../flow/flow-values.ts';
import {
  BLOCKED,
  type Ending,
  type Endpoint,
  failed,
  OK,
  type Operation,
  type Outcome,
} from '../operation.ts';
import { compileRefusals, refusalsRead } from '../refusal.ts';
import { type Answer, connectionEndpoint, type Request } from '../tcp/connection.ts';
import { compileTemplate, type Filling, type RowFields, type Template } from '../template.ts';
import { compileBodyChecks } from './body-check.ts';
import type { Counting } from './counting.ts';
import { keepCookies, withCookies } from './http-cookies.ts';
import { type HttpProgress, HttpResponse } from './http-response.ts';
import { readUpload, type Upload } from './upload.ts';

/** What makes a request a step of a flow. */
export interface FlowPart {
  readonly values: FlowValues;
  readonly extract: Extract | null;
}

/** `rows`: what its `${row.…}` is filled with; null: it has no corpus. */
export function compileHttp(
  plan: HttpOperationPlan,
  seed: number,
  rows: RowFields | null = null,
  flow: FlowPart | null = null,
  counting: Counting | null = null,
): Operation<Request> {
  const { endpoint, authority, path } = parseUrl(plan);
  const { bodyContains, bodyMatches } = plan.expect;
  const { json = [], sha256 = null } = plan.expect.body ?? {};
  const extract = flow?.extract ?? null;
  const judged = bodyContains !== null || bodyMatches !== null || json.length > 0;
  const keepBody = judged || plan.audits !== undefined || refusalsRead(plan.blocked) || extract !== null;
  const options = { toHead: plan.method.toUpperCase() === 'HEAD', keepBody, digestBody: sha256 !== null };
  const upload = plan.upload === undefined ? null : readUpload(plan.name, plan.upload);
  const request = compileRequest(plan, { seed, rows, flow: flow?.values ?? null }, authority, path, upload);
  const judge = compileExpectation(plan);
  const judgeAt = (response: HttpResponse, index: number): Outcome => {
    const outcome = judge(response);
    if (extract === null || outcome.kind !== 'ok') return outcome;
    return extract(index, response.body) ? outcome : NOT_FOUND;
  };
  const keepsCookies = plan.cookies === true;
  const work: Request = {
    // What depends on the user, or lies ready, is sent by its answer.
    bytes: keepsCookies || upload !== null ? () => null : request,
    answer(conversation, index) {
      const counted = counting?.() ?? null;
      if (keepsCookies) conversation.send(withCookies(request(index), conversation.cookies));
      else if (upload !== null) conversation.send(request(index));
      if (upload !== null) conversation.send(upload.bytes);
      return answerOf(new HttpResponse(options), (response) => {
        if (keepsCookies) keepCookies(response, request(index), conversation.cookies);
        const outcome = judgeAt(response, index);
        return counted === null ? outcome : counted(outcome, response);
      });
    },
  };
  return { endpoint, timeoutMs: plan.timeoutMs, work };
}

const WRONG_BODY = failed('body');
const NOT_FOUND = failed('extract');
const PROTOCOL: Ending = { outcome: failed('protocol'), reusable: false };

function answerOf(response: HttpResponse, judge: (response: HttpResponse) => Outcome): Answer {
  const ending = (progress: HttpProgress): Ending | null => {
    if (progress === 'more') return null;
    if (progress === 'malformed') return PROTOCOL;
    return { outcome: judge(response), reusable: response.persistent };
  };
  return {
    push: (bytes, length) => ending(response.push(bytes, length)),
    end: () => ending(response.end()),
  };
}

/** What a complete response says of the operation: a refusal comes first, a wrong status before a wrong body. */
function compileExpectation({ expect, blocked }: HttpOperationPlan): (response: HttpResponse) => Outcome {
  const refused = compileRefusals(blocked);
  const accepted = new Set(expect.status);
  const { body = null } = expect;
  const bodyIsRight = body === null ? null : compileBodyChecks(body);
  const contained = expect.bodyContains === null ? null : Buffer.from(expect.bodyContains, 'utf8');
  const pattern = expect.bodyMatches === null ? null : boundedPattern(expect.bodyMatches);
  return (response) => {
    const { status } = response;
    // A server that fails refuses nothing, whatever it says.
    if (refused !== null && status < 500 && refused(status, response.body)) return BLOCKED;
    const statusOk = accepted.size > 0 ? accepted.has(status) : status >= 200 && status < 400;
    if (!statusOk) return failed(`status-${status}`);
    if (contained !== null && !response.body.includes(contained)) return WRONG_BODY;
    if (pattern !== null && !pattern.test(response.body.toString('utf8'))) return WRONG_BODY;
    return bodyIsRight === null || bodyIsRight(response) ? OK : WRONG_BODY;
  };
}

/** Renders the whole request; made once when nothing in it changes. */
function compileRequest(
  plan: HttpOperationPlan,
  { seed, ...fields }: { readonly seed: number } & Omit<Filling, 'into'>,
  authority: string,
  path: string,
  upload: Upload | null,
): (index: number) => string | Buffer {
  const place = `http:${plan.name}`;
  const inBody = placeInBody(contentTypeOf(plan));
  const target = compileTemplate(path, seed, `${place}:url`, { ...fields, into: 'url' });
  const type = upload === null || contentTypeOf(plan) !== '' ? '' : `content-type: ${upload.contentType}\r\n`;
  const lines = headerLines(plan, authority) + type;
  const headers = compileTemplate(lines, seed, `${place}:headers`, { ...fields, into: 'header' });
  const body =
    plan.body === null
      ? null
      : compileTemplate(plan.body, seed, `${place}:body`, { ...fields, into: inBody });
  const announcesLength =
    body !== null || upload !== null || ['POST', 'PUT', 'PATCH'].includes(plan.method.toUpperCase());
  const method = plan.method.toUpperCase();
  const render = (index: number): string => {
    const content = body?.render(index) ?? '';
    const length = announcesLength
      ? `content-length: ${upload?.bytes.length ?? Buffer.byteLength(content)}\r\n`
      : '';
    return `${method} ${target.render(index)} HTTP/1.1\r\n${headers.render(index)}${length}\r\n${content}`;
  };
  const parts: (Template | null)[] = [target, headers, body];
  if (parts.some((part) => part?.constant === null)) return render;
  const constant = Buffer.from(render(0), 'utf8');
  return () => constant;
}

function contentTypeOf({ headers }: HttpOperationPlan): string {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
}

function headerLines(plan: HttpOperationPlan, authority: string): string {
  const given = new Set(Object.keys(plan.headers).map((name) => name.toLowerCase()));
  const lines: string[] = [];
  if (!given.has('host')) lines.push(`host: ${authority}\r\n`);
  if (!given.has('user-agent')) lines.push('user-agent: soakd\r\n');
  for (const [name, value] of Object.entries(plan.headers)) {
    const framing = ['content-length', 'transfer-encoding'].includes(name.toLowerCase());
    if (framing || !/^[!#$%&'*+\-.^_`|~\w]+$/.test(name) || /[\r\n\0]/.test(value))
      throw new SoakdError(`operation "${plan.name}": header "${name}" cannot be sent`, {
        hint: framing
          ? 'Leave it out: it follows from the body.'
          : 'A name is letters, digits and dashes; a value is one line.',
      });
    lines.push(`${name}: ${value}\r\n`);
  }
  return lines.join('');
}

/** Taken apart by hand, since a URL parser would escape the templates in the path. */
function parseUrl(plan: HttpOperationPlan): { endpoint: Endpoint<Request>; authority: string; path: string } {
  const [, rawAuthority, rest] = /^http:\/\/([^/?#]+)([^#]*)/i.exec(plan.url) ?? [];
  const base = rawAuthority === undefined ? null : URL.parse(`http://${rawAuthority}`);
  if (base === null || rest === undefined)
    throw new SoakdError(`operation "${plan.name}": its url cannot be loaded`, {
      hint: 'Give a url such as http://127.0.0.1:8080/path; templates may stand after the host.',
    });
  const host = base.hostname.replace(/^\[|\]$/g, '');
  const port = base.port === '' ? 80 : Number(base.port);
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return {
    endpoint: connectionEndpoint(`http ${base.host}`, host, port),
    authority: base.host,
    path: path.replace(/\$\{[^}]*\}|[^\x21-\x7e]+/g, (text) =>
      text.startsWith('$') ? text : encodeURI(text.toWellFormed()),
    ),
  };
}
