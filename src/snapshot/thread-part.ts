/** What the threads of a target's processes do, and what they wait for in the kernel. */
import { readdirSync, readFileSync } from 'node:fs';
import { failureOf, unlessGone } from '../proc/failure.ts';
import { parseStat } from '../proc/stat.ts';
import { type Budget, OUT_OF_TIME } from './budget.ts';
import type { PicturedThreads } from './picture.ts';
import { shortName } from './short-name.ts';
import { Tally } from './tally.ts';

const MOST_GROUPS = 10;
const MOST_STACKS = 8;
const MOST_FRAMES = 16;

export class ThreadPart {
  readonly #states = new Tally();
  readonly #groups = new Tally();
  readonly #stacks = new Tally();
  #count = 0;
  /** Why the kernel does not show stacks; null: it does, or was not asked. */
  stacksHidden: string | null = null;

  /** Threads of one process. Throws what the read does. */
  add(
    root: string,
    pid: number,
    budget: Budget,
  ): { readonly count: number; readonly incomplete: string | null } {
    const folder = `${root}/${pid}/task`;
    const names = readdirSync(folder);
    for (const name of names) {
      if (budget.isOver) return { count: names.length, incomplete: OUT_OF_TIME };
      this.#take(`${folder}/${name}`);
    }
    return { count: names.length, incomplete: null };
  }

  get picture(): PicturedThreads {
    return {
      count: this.#count,
      states: this.#states.most(MOST_GROUPS).map(({ key, count }) => ({ state: key, count })),
      groups: this.#groups.most(MOST_GROUPS).map(({ key, count }) => {
        const [name = '', state = '', wait = ''] = key.split('\0');
        return { name, state, wait: wait === '' ? null : wait, count };
      }),
      stacks: this.#stacks
        .most(MOST_STACKS)
        .map(({ key, count }) => ({ frames: key.split('\n').slice(0, MOST_FRAMES), count })),
    };
  }

  #take(folder: string): void {
    const bytes = unlessGone(() => readFileSync(`${folder}/stat`));
    const stat = bytes === null ? null : parseStat(bytes);
    if (stat === null) return;
    this.#count += 1;
    this.#states.add(stat.state);
    this.#groups.add(`${shortName(stat.comm)}\0${stat.state}\0${readWait(folder)}`);
    const stack = this.#readStack(folder);
    if (stack !== '') this.#stacks.add(stack);
  }

  /** proc_pid_stack(5): for root in the first user namespace alone. */
  #readStack(folder: string): string {
    if (this.stacksHidden !== null) return '';
    try {
      const text = unlessGone(() => readFileSync(`${folder}/stack`, 'latin1')) ?? '';
      // `[<0>] ep_poll+0x3a/0x400`
      return text
        .split('\n')
        .map((line) => /^\[<[0-9a-f]+>\] (\S+?)(?:\+0x|$)/.exec(line)?.[1] ?? '')
        .filter(Boolean)
        .join('\n');
    } catch (error) {
      this.stacksHidden =
        failureOf(error) === 'denied'
          ? 'permission denied: kernel stacks need CAP_SYS_ADMIN (root of the machine, not of a container)'
          : 'not offered by this kernel';
      return '';
    }
  }
}

/** proc_pid_wchan(5): 0 where it runs, or may not be seen. */
function readWait(folder: string): string {
  try {
    const text = unlessGone(() => readFileSync(`${folder}/wchan`, 'latin1'))?.trim() ?? '';
    return text === '0' ? '' : shortName(text);
  } catch {
    return '';
  }
}
