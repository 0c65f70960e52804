/** `ws` operations: publishing to channels over a pool of connections, and exchanges on a connection. */
import { SoakdError } from '../../error.ts';
import type { WsOperationPlan } from '../../plan/operation/ws-operation-plan.ts';
import type { Marks } from '../figure/marks.ts';
import type { Operation } from '../operation.ts';
import type { RowFields } from '../template.ts';
import type { SocketAddress } from './client-socket.ts';
import { compileWsExchange } from './ws-exchange.ts';
import { compileWsPublish } from './ws-publish.ts';

/** What the compilation of one operation knows beside its plan. */
export interface WsContext {
  readonly seed: number;
  readonly rows: RowFields | null;
  /** Of the operation. */
  readonly index: number;
  readonly marks: Marks;
}

export function compileWs(plan: WsOperationPlan, context: WsContext): Operation {
  const address = addressOf(plan);
  return plan.does.kind === 'publish'
    ? compileWsPublish(plan, plan.does, address, context)
    : compileWsExchange(plan, plan.does, address, context);
}

function addressOf({ name, url, headers, protocols }: WsOperationPlan): SocketAddress {
  const parsed = URL.parse(url);
  const isSendable = Object.values(headers).every((value) => !/[\r\n\0]/.test(value));
  if (parsed === null || parsed.protocol !== 'ws:' || !isSendable)
    throw new SoakdError(`operation "${name}": its address or its headers cannot be sent`, {
      hint: 'Give an address such as ws://127.0.0.1:8080/path, and header values of one line.',
    });
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? 80 : Number(parsed.port),
    authority: parsed.host,
    path: parsed.pathname + parsed.search,
    headers,
    protocols,
  };
}
