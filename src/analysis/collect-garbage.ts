import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * A full collection of this thread's heap. An assessment leaves much garbage and then nothing happens for seconds to a
 * minute: V8 would let the heap grow instead. Over 200 assessments of a ten-minute run the process grew by 65 MiB, with
 * a collection after each by 3, for the same time.
 *
 * Node has no function for it but the one that this V8 flag exposes in contexts made after it was set.
 */
export function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return typeof collect === 'function' ? () => void collect() : () => {};
}
