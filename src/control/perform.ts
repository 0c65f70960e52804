/** What is done for a request that changes something. */
import { SoakdError } from '../error.ts';
import type { Controlled } from './controlled.ts';
import { Refused } from './refused.ts';
import { emptyShape, noteShape, shaped, startShape, stopShape } from './request-shape.ts';
import type { Route } from './route.ts';
import { findRunning } from './running-run.ts';

export type Change = Exclude<Route, { kind: 'status' | 'events' }>;

/**
 * Resolves with the document to answer.
 * @throws Refused when the body is not of its shape or no such run is under way, and whatever `controlled` throws
 */
export async function perform(controlled: Controlled, change: Change, body: unknown): Promise<object> {
  if (change.kind === 'start') return controlled.start(shaped(startShape, body));
  switch (change.kind) {
    case 'stop': {
      const { reason } = shaped(stopShape, body);
      return controlled.stop(runOf(controlled, change.run), reason);
    }
    case 'note': {
      const { text } = shaped(noteShape, body);
      return done(controlled, change.run, (run) => controlled.note(run, text));
    }
    case 'pause':
      shaped(emptyShape, body);
      return done(controlled, change.run, (run) => controlled.pause(run));
    case 'resume':
      shaped(emptyShape, body);
      return done(controlled, change.run, (run) => controlled.resume(run));
  }
}

async function done(
  controlled: Controlled,
  reference: string,
  act: (run: string) => Promise<void>,
): Promise<object> {
  const run = runOf(controlled, reference);
  await act(run);
  return { run };
}

function runOf(controlled: Controlled, reference: string): string {
  const runs = controlled.overview().runs.map(({ run, name }) => ({ id: run, name }));
  try {
    return findRunning(reference, runs).id;
  } catch (error) {
    if (!(error instanceof SoakdError)) throw error;
    throw new Refused(404, error.message, error.hint === null ? {} : { hint: error.hint });
  }
}
