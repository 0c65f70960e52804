/** What a user's module gives and gets. */
import { pathToFileURL } from 'node:url';
import { SoakdError } from '../../error.ts';

/** Of one operation. */
export interface OperationContext {
  /** Of the arrival: 0, 1, 2, … over the whole run. */
  readonly index: number;
  /** As the plan gives them. */
  readonly options: unknown;
  /** The fields of its row of the operation's corpus; empty: it has none. */
  readonly row: Readonly<Record<string, string>>;
  /** Aborted at the operation's timeout, and when the load ends at once. */
  readonly signal: AbortSignal;
  /** Uniform in [0, 1); the same numbers for the same seed and index. */
  random(): number;
}

/** Before the first operation. */
export interface SetupContext {
  readonly options: unknown;
  readonly seed: number;
}

/** Nothing: ok. 'blocked': refused. What it throws is a failure, whose class is the error's `code`, else its name. */
export type OperationResult = undefined | 'blocked';

export interface OperationModule<State> {
  /** Once per load process; what it returns is handed to each operation. */
  setup?(context: SetupContext): State | Promise<State>;
  run(context: OperationContext, state: State): OperationResult | Promise<OperationResult>;
  /** When the load ends. */
  teardown?(state: State): unknown;
}

/** The default export, where it is a function as `run`. @throws SoakdError when it is neither */
export async function loadUserModule(file: string): Promise<OperationModule<unknown>> {
  const { default: exported }: { default?: unknown } = await import(pathToFileURL(file).href);
  const module = typeof exported === 'function' ? { run: exported } : exported;
  if (isOperationModule(module)) return module;
  throw new SoakdError(`${file} has no operation as its default export`, {
    hint: 'Export a function, or an object with run and if need be setup and teardown.',
  });
}

function isOperationModule(value: unknown): value is OperationModule<unknown> {
  if (typeof value !== 'object' || value === null || !('run' in value)) return false;
  const optional = ['setup', 'teardown'].map((name): unknown => Reflect.get(value, name));
  return (
    typeof value.run === 'function' &&
    optional.every((each) => ['undefined', 'function'].includes(typeof each))
  );
}
