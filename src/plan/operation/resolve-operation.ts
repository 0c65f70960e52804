/** An operation as written → with its defaults, its paths absolute; a flow also becomes its steps. */

import { absoluteSecrets } from '../document/secret-text.ts';
import { resolveBodyChecks } from './body-checks.ts';
import { resolvePolicy } from './client-policy.ts';
import { defaultOperationName, METHODS } from './default-name.ts';
import { resolveHttpExtras } from './http-extras.ts';
import type { OperationBase } from './operation-base.ts';
import type { HttpOperationPlan, OperationPlan } from './operation-plan.ts';
import type { WrittenOperation } from './operation-schema.ts';
import { resolveFlow } from './resolve-flow.ts';
import {
  LONGEST_RUN_MS,
  resolveCommand,
  resolveExec,
  resolveModule,
  resolveStdio,
} from './resolve-program.ts';
import { resolveRefusals } from './resolve-refusal.ts';
import { resolveTcp } from './resolve-tcp.ts';
import { resolveWs } from './resolve-ws.ts';

const DEFAULT_WEIGHT = 1;

export function resolveOperation(
  written: WrittenOperation,
  loadTimeoutMs: number,
  folder: string,
): OperationPlan | readonly OperationPlan[] {
  const policy = resolvePolicy(written);
  const base = {
    name: written.name ?? defaultOperationName(written),
    weight: written.weight ?? DEFAULT_WEIGHT,
    target: written.target ?? null,
    timeoutMs: written.timeout ?? loadTimeoutMs,
    ...(written.corpus === undefined ? {} : { corpus: written.corpus }),
    ...(policy === null ? {} : { policy }),
    ...(written.blocked === undefined ? {} : { blocked: resolveRefusals(written.blocked) }),
  };
  const { http, tcp, exec, stdio, module, ws, flow, command, expect } = written;
  if (exec !== undefined) return { ...base, ...resolveExec(exec, expect, folder) };
  if (stdio !== undefined) return { ...base, ...resolveStdio(stdio, expect, folder) };
  if (module !== undefined) return { ...base, ...resolveModule(module, folder) };
  if (command !== undefined)
    return resolveCommand(command, expect, { ...base, timeoutMs: written.timeout ?? LONGEST_RUN_MS }, folder);
  if (ws !== undefined) return { ...base, ...resolveWs(ws, expect, folder) };
  if (tcp !== undefined) return { ...base, ...resolveTcp(tcp, expect, folder) };
  if (flow !== undefined) return resolveFlow(flow, base, (step) => resolveHttp(step, folder));
  return { ...base, ...resolveHttp({ http, expect }, folder) };
}

function resolveHttp(
  { http, expect }: Pick<WrittenOperation, 'http' | 'expect'>,
  folder: string,
): Omit<HttpOperationPlan, keyof OperationBase> {
  const method = METHODS.find((name) => http?.[name] !== undefined) ?? 'get';
  const { status } = expect ?? {};
  const body = resolveBodyChecks(expect ?? {});
  return {
    kind: 'http',
    method: method.toUpperCase(),
    url: absoluteSecrets(http?.[method] ?? '', folder),
    headers: resolveHeaders(http?.headers ?? {}, http?.json !== undefined, folder),
    body: resolveBody(http, folder),
    ...resolveHttpExtras(http ?? {}, folder),
    expect: {
      status: status === undefined ? [] : typeof status === 'number' ? [status] : status,
      bodyContains: expect?.contains ?? null,
      bodyMatches: expect?.matches ?? null,
      ...(body === null ? {} : { body }),
    },
  };
}

function resolveHeaders(
  written: Readonly<Record<string, string>>,
  isJson: boolean,
  folder: string,
): Record<string, string> {
  const headers = Object.entries(written).map(([name, value]) => [name, absoluteSecrets(value, folder)]);
  const typed = Object.keys(written).some((name) => name.toLowerCase() === 'content-type');
  if (isJson && !typed) headers.unshift(['content-type', 'application/json']);
  return Object.fromEntries(headers);
}

function resolveBody(http: WrittenOperation['http'], folder: string): string | null {
  const body = http?.json === undefined ? http?.body : JSON.stringify(http.json);
  return body === undefined ? null : absoluteSecrets(body, folder);
}
