/** Which of the running runs is meant: as everywhere by id, plan's name, `latest` or a unique prefix of an id. */
import { SoakdError } from '../error.ts';

export interface Named {
  readonly id: string;
  /** The plan's. */
  readonly name: string;
}

/** More candidates than these help nobody to choose. */
const CANDIDATES = 10;

/**
 * @param runs newest first
 * @throws SoakdError that names those that run
 */
export function findRunning<Run extends Named>(reference: string, runs: readonly Run[]): Run {
  const exact =
    runs.find(({ id }) => id === reference) ??
    (reference === 'latest' ? runs[0] : runs.find(({ name }) => name === reference));
  if (exact !== undefined) return exact;
  const [only, ...others] = reference === '' ? [] : runs.filter(({ id }) => id.startsWith(reference));
  if (only === undefined) throw notRunning(reference, runs);
  if (others.length === 0) return only;
  throw new SoakdError(
    `${JSON.stringify(reference)} could be any of several runs: ${listed([only, ...others])}`,
    { hint: 'Write more of the id.' },
  );
}

function notRunning(reference: string, runs: readonly Named[]): SoakdError {
  if (runs.length === 0) {
    return new SoakdError('no run is under way', {
      hint: '"soakd run <plan>" starts one here, "soakd start <plan>" one in the daemon.',
    });
  }
  const which =
    reference === '' ? 'no run was named' : `no running run is called ${JSON.stringify(reference)}`;
  return new SoakdError(which, { hint: `Running: ${listed(runs)}. "soakd runs" lists those that ended.` });
}

function listed(runs: readonly Named[]): string {
  const shown = runs.slice(0, CANDIDATES).map(({ id, name }) => `${id} (${name})`);
  return `${shown.join(', ')}${runs.length > CANDIDATES ? ', …' : ''}`;
}
