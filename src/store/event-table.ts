/** How what happened in a run is kept as columns. */
import { type Columns, column } from './column.ts';
import type { EventRow, FaultRow, GenerationRow } from './event-record.ts';

export const events = {
  event: column('event', 'text'),
  monoMs: column('mono_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  target: column('target', 'whole'),
  text: column('text', 'text'),
  durationMs: column('duration_ms', 'whole'),
} satisfies Columns<EventRow>;

export const generations = {
  target: column('target', 'whole'),
  generation: column('generation', 'whole'),
  pid: column('pid', 'whole'),
  startTicks: column('start_ticks', 'whole'),
  bootId: column('boot_id', 'text'),
  command: column('command', 'text'),
  startedMs: column('started_ms', 'whole'),
  endedMs: column('ended_ms', 'whole'),
  why: column('why', 'text'),
  planned: column('planned', 'flag'),
} satisfies Columns<GenerationRow>;

export const faults = {
  fault: column('fault', 'whole'),
  occurrence: column('occurrence', 'whole'),
  name: column('name', 'text'),
  act: column('act', 'text'),
  subject: column('subject', 'text'),
  what: column('what', 'text'),
  seed: column('seed', 'whole'),
  plannedMs: column('planned_ms', 'whole'),
  plannedEndMs: column('planned_end_ms', 'whole'),
  begunMs: column('begun_ms', 'whole'),
  endedMs: column('ended_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  state: column('state', 'text'),
  beginProof: column('begin_proof', 'text'),
  endProof: column('end_proof', 'text'),
  why: column('why', 'text'),
} satisfies Columns<FaultRow>;
