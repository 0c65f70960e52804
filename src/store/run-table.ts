/** How the progress of a run is kept as columns. */
import { type Columns, column } from './column.ts';
import type { RunProgress } from './run-record.ts';

export const progress = {
  state: column('state', 'text'),
  phase: column('phase', 'text'),
  observedMs: column('observed_ms', 'whole'),
  heartbeatWallMs: column('heartbeat_wall_ms', 'whole'),
  endedWallMs: column('ended_wall_ms', 'whole'),
  verdict: column('verdict', 'text'),
  ownerPid: column('owner_pid', 'whole'),
  ownerStartTicks: column('owner_start_ticks', 'whole'),
  ownerBootId: column('owner_boot_id', 'text'),
  ownerKind: column('owner_kind', 'text'),
  socket: column('socket', 'text'),
  bootId: column('boot_id', 'text'),
  monotonicOriginMs: column('monotonic_origin_ms', 'real'),
} satisfies Columns<RunProgress>;
