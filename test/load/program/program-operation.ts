/** Plans of operations that are done by programs, and what becomes of the programs. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExecOperationPlan } from '../../../src/plan/operation/process-operation-plan.ts';

/** A folder that is gone after the test. */
export function scratchFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-load-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function execOperation(
  command: readonly string[],
  parts: Partial<ExecOperationPlan> = {},
): ExecOperationPlan {
  return {
    kind: 'exec',
    name: 'exec',
    weight: 1,
    target: null,
    timeoutMs: 20_000,
    program: { command, environment: {}, workingDirectory: '/' },
    input: null,
    expect: { exit: [0], contains: null, matches: null },
    ...parts,
  };
}

/** A zombie is dead, whether or not anybody has collected it yet. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z';
  } catch {
    return false;
  }
}

/** The pids that programs have written to the file, a line each. */
export function pidsIn(file: string): number[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
}

/** Waits for at least so many pids in the file. */
export async function untilPids(file: string, count: number): Promise<readonly number[]> {
  const signal = AbortSignal.timeout(30_000);
  while (pidsIn(file).length < count) await wait(10, undefined, { signal });
  return pidsIn(file);
}

export async function untilGone(pids: readonly number[]): Promise<void> {
  const signal = AbortSignal.timeout(30_000);
  while (pids.some(isAlive)) await wait(10, undefined, { signal });
}
