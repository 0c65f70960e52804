/** A `ws` operation as written → with its defaults. */

import { absoluteSecrets } from '../document/secret-text.ts';
import type { OperationBase } from './operation-base.ts';
import type { WrittenOperation } from './operation-schema.ts';
import type { WsDeed, WsOperationPlan } from './ws-operation-plan.ts';
import type { WrittenWs } from './ws-schema.ts';

const DEFAULT = { connections: 10, openPerSecond: 500, channels: 1, channelsEach: 1 } as const;

export function resolveWs(
  written: WrittenWs,
  expect: WrittenOperation['expect'],
  folder: string,
): Omit<WsOperationPlan, keyof OperationBase> {
  const headers = Object.entries(written.headers ?? {});
  return {
    kind: 'ws',
    url: written.connect,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, absoluteSecrets(value, folder)])),
    protocols: written.protocols ?? [],
    does: resolveDeed(written, expect, folder),
  };
}

function resolveDeed(written: WrittenWs, expect: WrittenOperation['expect'], folder: string): WsDeed {
  const { publish, subscribe, send } = written;
  if (publish === undefined)
    return {
      kind: 'exchange',
      message: send === undefined ? null : absoluteSecrets(send, folder),
      fresh: written.keep === false,
      expect: { contains: expect?.contains ?? null, matches: expect?.matches ?? null },
    };
  return {
    kind: 'publish',
    connections: written.connections ?? DEFAULT.connections,
    openPerSecond: written.open ?? DEFAULT.openPerSecond,
    channels: written.channels ?? DEFAULT.channels,
    channelsEach: subscribe?.each ?? DEFAULT.channelsEach,
    subscribe: absoluteSecrets(subscribe?.send ?? '', folder),
    confirmed: subscribe?.confirmed === undefined ? null : absoluteSecrets(subscribe.confirmed, folder),
    message: absoluteSecrets(publish, folder),
  };
}
