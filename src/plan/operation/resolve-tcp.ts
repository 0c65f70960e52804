/** `tcp` operations as written → as the load does them. */

import { absoluteSecrets } from '../document/secret-text.ts';
import type { OperationBase } from './operation-base.ts';
import type { TcpOperationPlan } from './operation-plan.ts';
import type { WrittenOperation } from './operation-schema.ts';
import type { WrittenStep, WrittenTcp } from './tcp-schema.ts';
import type { TcpScriptPlan, TcpStep } from './tcp-script-plan.ts';

type Resolved<Plan> = Omit<Plan, keyof OperationBase>;

export function resolveTcp(
  written: WrittenTcp,
  expect: WrittenOperation['expect'],
  folder: string,
): Resolved<TcpOperationPlan> | Resolved<TcpScriptPlan> {
  const { host, port } = written.connect;
  if (written.steps !== undefined)
    return {
      kind: 'tcp-script',
      host,
      port,
      greeting: (written.greeting ?? []).map((step) => resolveStep(step, folder)),
      steps: written.steps.map((step) => resolveStep(step, folder)),
      keep: written.keep ?? true,
    };
  return {
    kind: 'tcp',
    host,
    port,
    send: absoluteSecrets(written.send ?? '', folder),
    expect:
      expect?.line === undefined
        ? { kind: 'text', text: expect?.text ?? '' }
        : { kind: 'line', matches: expect.line },
  };
}

function resolveStep(step: WrittenStep, folder: string): TcpStep {
  if (step.send !== undefined) return { kind: 'send', text: absoluteSecrets(step.send, folder) };
  if (step.sendHex !== undefined) return { kind: 'send-bytes', base64: fromHex(step.sendHex) };
  if (step.sendBase64 !== undefined) return { kind: 'send-bytes', base64: step.sendBase64 };
  if (step.line !== undefined) return { kind: 'line', matches: step.line };
  if (step.text !== undefined) return { kind: 'text', text: step.text };
  if (step.hex !== undefined) return { kind: 'bytes', base64: fromHex(step.hex) };
  if (step.base64 !== undefined) return { kind: 'bytes', base64: step.base64 };
  if (step.skip !== undefined) return { kind: 'skip', bytes: step.skip };
  return { kind: 'closed' };
}

function fromHex(hex: string): string {
  return Buffer.from(hex.replace(/\s/g, ''), 'hex').toString('base64');
}
