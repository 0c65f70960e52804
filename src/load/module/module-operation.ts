/** `module` operations: a user's code in the load process. */
import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { SoakdError } from '../../error.ts';
import { hashFraction, hashKey } from '../../hash.ts';
import type { ModuleOperationPlan } from '../../plan/operation/process-operation-plan.ts';
import {
  BLOCKED,
  type Channel,
  type ChannelEvents,
  type Endpoint,
  type Exchange,
  type Exchanged,
  HEARD_BYTES,
  OK,
  type Operation,
  type Outcome,
} from '../operation.ts';
import { guardedEnvironment } from '../program/guardian.ts';
import type { RowFields } from '../template.ts';
import { ModuleFailures } from './module-failure.ts';
import {
  loadUserModule,
  type OperationContext,
  type OperationModule,
  type OperationResult,
} from './user-module.ts';

/** Of the end of the load, which must not wait for long. */
const TEARDOWN_WITHIN_MS = 1500;

/** @throws SoakdError when there is no such file */
export function compileModule(
  plan: ModuleOperationPlan,
  seed: number,
  rows: RowFields | null = null,
): Operation<null> {
  if (statSync(plan.file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new SoakdError(`operation "${plan.name}": its module ${plan.file} does not exist`, {
      hint: 'Create it, or correct its path, which counts from the folder of the plan.',
    });
  return { endpoint: new ModuleEndpoint(plan, seed, rows), timeoutMs: plan.timeoutMs, work: null };
}

class ModuleEndpoint implements Endpoint<null> {
  readonly key: string;
  readonly #plan: ModuleOperationPlan;
  readonly #seed: number;
  readonly #rows: RowFields | null;
  readonly #options: unknown;
  readonly #failures = new ModuleFailures();
  #loaded: { readonly module: OperationModule<unknown>; readonly state: unknown } | null = null;

  constructor(plan: ModuleOperationPlan, seed: number, rows: RowFields | null) {
    this.key = `module ${plan.name}`;
    this.#plan = plan;
    this.#seed = seed;
    this.#rows = rows;
    this.#options = JSON.parse(plan.options);
  }

  async prepare(): Promise<void> {
    // What the module starts by itself ends with the load, too.
    guardedEnvironment();
    const module = await loadUserModule(this.#plan.file);
    const state = await module.setup?.({ options: this.#options, seed: this.#seed });
    this.#loaded = { module, state };
  }

  open(events: ChannelEvents): Channel<null> {
    return new ModuleChannel((context) => this.#run(context), this.#failures, {
      events,
      options: this.#options,
      rows: this.#rows,
      randomKey: hashKey(this.#seed, this.key),
    });
  }

  async close(): Promise<void> {
    const loaded = this.#loaded;
    if (loaded?.module.teardown === undefined) return;
    const { module, state } = loaded;
    // What a teardown throws changes nothing any more.
    const ended = (async () => module.teardown?.(state))().catch(() => {});
    const patience = new AbortController();
    const tooLong = pause(TEARDOWN_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => {});
    await Promise.race([ended, tooLong]);
    patience.abort();
  }

  #run(context: OperationContext): OperationResult | Promise<OperationResult> {
    if (this.#loaded === null) throw new Error('the module was not loaded');
    return this.#loaded.module.run(context, this.#loaded.state);
  }
}

type Run = (context: OperationContext) => OperationResult | Promise<OperationResult>;

interface ModuleChannelOptions {
  readonly events: ChannelEvents;
  readonly options: unknown;
  readonly rows: RowFields | null;
  readonly randomKey: number;
}

/** A place for one run of the module at a time. */
class ModuleChannel implements Channel<null> {
  readonly #run: Run;
  readonly #failures: ModuleFailures;
  readonly #options: ModuleChannelOptions;
  #exchange: Exchange<null> | null = null;
  #context: RunContext | null = null;
  /** By the exchange that was the last to begin. */
  #thrown: string | null = null;

  constructor(run: Run, failures: ModuleFailures, options: ModuleChannelOptions) {
    this.#run = run;
    this.#failures = failures;
    this.#options = options;
  }

  get exchange(): Exchange | null {
    return this.#exchange;
  }

  start(exchange: Exchange<null>): void {
    const context = new RunContext(exchange.index, this.#options);
    this.#thrown = null;
    this.#exchange = exchange;
    this.#context = context;
    let yielded = false;
    let settled: Outcome | null = null;
    const settle = (outcome: Outcome): void => {
      if (yielded) this.#finish(exchange, outcome);
      else settled = outcome;
    };
    void this.#outcomeOf(context).then(settle);
    // A module that never waits would keep timers and sockets from their turn for ever.
    setImmediate(() => {
      yielded = true;
      if (settled !== null) this.#finish(exchange, settled);
    });
  }

  exchanged(): Exchanged {
    return { sent: null, heard: this.#thrown };
  }

  destroy(): void {
    this.#exchange = null;
    this.#context?.abort();
    this.#context = null;
  }

  async #outcomeOf(context: RunContext): Promise<Outcome> {
    try {
      return (await this.#run(context)) === 'blocked' ? BLOCKED : OK;
    } catch (error) {
      if (this.#context === context) this.#thrown = textOf(error);
      return this.#failures.outcomeOf(error);
    }
  }

  #finish(exchange: Exchange<null>, outcome: Outcome): void {
    // Too late: it was a timeout.
    if (this.#exchange !== exchange) return;
    this.#exchange = null;
    this.#context = null;
    this.#options.events.onEnding(this, exchange, { outcome, reusable: true }, false);
  }
}

class RunContext implements OperationContext {
  readonly index: number;
  readonly options: unknown;
  readonly #rows: RowFields | null;
  readonly #key: number;
  #row: Readonly<Record<string, string>> | null = null;
  #drawn = 0;
  #controller: AbortController | null = null;

  constructor(
    index: number,
    { options, rows, randomKey }: Pick<ModuleChannelOptions, 'options' | 'rows' | 'randomKey'>,
  ) {
    this.index = index;
    this.options = options;
    this.#rows = rows;
    this.#key = randomKey;
  }

  get row(): Readonly<Record<string, string>> {
    this.#row ??= Object.fromEntries(this.#rows?.fields(this.index) ?? []);
    return this.#row;
  }

  /** Made when it is asked for: most modules never do. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  random(): number {
    return hashFraction(this.#key + this.#drawn++, this.index);
  }

  abort(): void {
    this.#controller?.abort(new Error('the operation took longer than its timeout'));
  }
}

/** For the log of failures. */
function textOf(error: unknown): string {
  try {
    return String(error instanceof Error ? (error.stack ?? error.message) : error).slice(0, HEARD_BYTES);
  } catch {
    // A getter or a proxy that throws has no text.
    return '';
  }
}
