/** The reports that a plan asks for, at the end of a run. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import type { ReportFormat } from '../plan/report/report-format.ts';
import type { ReportsPlan } from '../plan/report/reports-plan.ts';
import { siblingEnvironment, siblingModule } from '../sibling.ts';

export interface ReportOutcome {
  readonly format: ReportFormat;
  readonly file: string;
  /** Why it could not be written; null: it was. */
  readonly trouble: string | null;
}

export interface ReportTask {
  readonly database: string;
  /** Its id. */
  readonly run: string;
  readonly formats: readonly ReportFormat[];
  readonly folder: string;
}

/** Ten times what the reports of a long run take on a busy machine; a disk that hangs must not keep soakd from ending. */
const MOST_MS = 60_000;
/** A run of a month as one table is some hundred megabytes. */
const NODE_FLAGS = ['--max-old-space-size=1024'];

export function reportFolder({ folder }: ReportsPlan, database: string): string {
  return folder ?? join(dirname(database), 'reports');
}

/** Never rejects: a report that cannot be written is an outcome. `signal`: they are not waited for any more. */
export async function writeReports(task: ReportTask, signal?: AbortSignal): Promise<ReportOutcome[]> {
  const failed = (trouble: string): ReportOutcome[] =>
    task.formats.map((format) => ({ format, file: task.folder, trouble }));
  if (signal?.aborted === true) return failed('soakd was stopped at once');
  const child = fork(siblingModule('./report-process', import.meta.url), [], {
    execArgv: NODE_FLAGS,
    env: siblingEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let outcomes: ReportOutcome[] | null = null;
  let trouble: string | null = null;
  const end = (why: string): void => {
    trouble ??= why;
    child.kill('SIGKILL');
  };
  const onAbort = (): void => end('soakd was stopped at once');
  const overdue = setTimeout(() => end(`it took longer than ${MOST_MS / 1000} s`), MOST_MS);
  signal?.addEventListener('abort', onAbort, { once: true });
  child.on('message', (message: ReportOutcome[]) => {
    outcomes = message;
  });
  try {
    yieldToOthers(child.pid);
    child.send(task, () => {});
    const [code, killed] = await once(child, 'close');
    return (
      outcomes ?? failed(trouble ?? `the process that renders it ended (${killed ?? `exit code ${code}`})`)
    );
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(overdue);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** What is under way comes first. */
function yieldToOthers(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is over already, or may not: no reason not to write.
  }
}
