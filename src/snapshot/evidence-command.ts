/** Runs the plan's own command on a target, and keeps what it says in a file beside the run. */
import { closeSync, mkdirSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { runBounded } from '../foreign-program.ts';
import type { EvidencePlan } from '../plan/alert/alert-plan.ts';
import type { CommandEvidence } from './picture.ts';

export interface EvidenceRequest {
  readonly command: NonNullable<EvidencePlan['command']>;
  readonly pid: number;
  /** Where its output goes, and the name of the file there. */
  readonly folder: string;
  readonly name: string;
  /** For its environment: which run, target and cause it is about. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A stack dump or a heap histogram is some megabytes at most. */
const MOST_FILE_BYTES = 10 * 2 ** 20;
/** Of a run: what more there would be is said instead. */
const MOST_FOLDER_BYTES = 100 * 2 ** 20;

export async function runEvidence(request: EvidenceRequest, signal: AbortSignal): Promise<CommandEvidence> {
  const { command, pid, folder, name, environment } = request;
  const words = command.words.map((word) => word.replaceAll('{pid}', String(pid)));
  const refused = (outcome: string): CommandEvidence => ({
    command: words,
    file: null,
    bytes: 0,
    truncated: false,
    outcome,
  });
  const file = join(folder, name);
  let descriptor: number;
  try {
    // What it shows of a process's memory is for the user of soakd alone.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (bytesIn(folder) >= MOST_FOLDER_BYTES)
      return refused(`not run: ${MOST_FOLDER_BYTES / 2 ** 20} MiB of its output are kept already`);
    descriptor = openSync(file, 'w', 0o600);
  } catch (error) {
    return refused(
      `not run: its output cannot be kept (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  let bytes = 0;
  let truncated = false;
  let trouble: string | null = null;
  const keep = (chunk: Buffer): void => {
    const kept = chunk.subarray(0, MOST_FILE_BYTES - bytes);
    truncated ||= kept.length < chunk.length;
    try {
      if (trouble === null) bytes += writeSync(descriptor, kept);
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
    }
  };
  const { workingDirectory, withinMs } = command;
  const { text } = await runBounded({
    words,
    workingDirectory,
    environment: { ...environment, SOAKD_PID: String(pid) },
    withinMs,
    onOutput: keep,
    signal,
  });
  closeSync(descriptor);
  const outcome = trouble === null ? text : `${text}; not all of its output was kept (${trouble})`;
  return { command: words, file, bytes, truncated, outcome };
}

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
