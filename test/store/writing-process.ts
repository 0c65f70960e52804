/** Starts writing-program.ts and waits for the lines it prints. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('writing-program.ts', import.meta.url));

export interface WritingProcess {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Resolves with the first line, old or new, that the pattern fits; rejects when the process ends without. */
  until(pattern: RegExp): Promise<string>;
  /** Resolves when the process has ended and all it printed was read. */
  readonly ended: Promise<void>;
  /** The greatest number in `committed N`; -1 for none. */
  committed(): number;
}

/** `wrapper`: a command that runs the program, which follows as its last arguments. */
export function startWriting(
  test: TestContext,
  programArguments: readonly (string | number)[],
  wrapper: readonly string[] = [],
): WritingProcess {
  const [command = process.execPath, ...rest] = [
    ...wrapper,
    process.execPath,
    program,
    ...programArguments.map(String),
  ];
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  test.after(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const output = createInterface({ input: child.stdout });
  let closed = false;
  const look = () => {
    for (const again of waiting) again();
  };
  output.on('line', (line) => {
    lines.push(line);
    look();
  });
  const ended = Promise.all([once(output, 'close'), once(child, 'exit')]).then(() => {
    closed = true;
    look();
  });
  return {
    child,
    lines,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found === undefined && !closed) return;
          waiting.delete(check);
          if (found !== undefined) resolve(found);
          else reject(new Error(`it ended without ${pattern}:\n${lines.join('\n')}`));
        };
        waiting.add(check);
        check();
      }),
    committed: () => {
      const last = lines.findLast((line) => line.startsWith('committed '));
      return last === undefined ? -1 : Number(last.split(' ')[1]);
    },
  };
}
