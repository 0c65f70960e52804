/** The listener for Prometheus, with what this process knows of itself. */
import { readdirSync } from 'node:fs';
import type { Controlled } from '../control/controlled.ts';
import { SoakdError } from '../error.ts';
import type { ProcessLog } from '../log/log.ts';
import { fillSecrets } from '../plan/secret.ts';
import type { StoreWriter } from '../store/writer.ts';
import type { MetricsConfig } from './config.ts';
import { metricsText, type ProcessFigures, type SoaksMetrics } from './metrics.ts';
import { openMetricsListener } from './metrics-listener.ts';

/** null: none is wanted. @throws SoakdError when the port or the secret cannot be had */
export async function openMetrics(
  config: MetricsConfig | null,
  daemon: { readonly control: Pick<Controlled, 'overview'>; metrics(): SoaksMetrics },
  store: StoreWriter,
  log: ProcessLog,
): Promise<AsyncDisposable | null> {
  if (config === null) return null;
  const token = fillSecrets(config.token, process.env, 'metrics.token');
  if (token.length < LEAST_TOKEN) {
    throw new SoakdError(`the secret for metrics.token is shorter than ${LEAST_TOKEN} characters`);
  }
  log.addSecrets([token]);
  const { host, port } = config;
  const text = (): string => metricsText(daemon.control.overview(), ownFigures(store), daemon.metrics());
  return openMetricsListener({ host, port, token, text });
}

/** A shorter one is guessed. */
const LEAST_TOKEN = 8;

function ownFigures(store: StoreWriter): ProcessFigures {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    rssBytes: process.memoryUsage.rss(),
    fds: readdirSync('/proc/self/fd').length,
    startedSeconds: Math.round(performance.timeOrigin) / 1000,
    waitingRecords: store.waitingRecords,
    droppedRecords: store.droppedRecords,
  };
}
