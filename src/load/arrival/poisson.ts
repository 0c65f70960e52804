/**
 * A Poisson process of rate one, by index: the time of event i is computed from the seed, not drawn one after the other,
 * so a load can go on at any index with the arrivals that it would have had.
 *
 * Events are cut into blocks. Where blocks end is found from the top down: the events 2^j … 2^(j+1) blocks take a gamma
 * distributed time, and the first half of a stretch of n events takes a beta(n/2, n/2) distributed share of it. Within
 * its block, all events but the last are uniform, in order. All of that is exactly how a Poisson process is distributed.
 */

import { hashFraction, hashKey } from '../../hash.ts';
import { gammaOf } from './gamma.ts';

export interface PoissonProcess {
  /** Time of event `index`, from 0 on: after the n-th, about n. Rises with the index. */
  eventAt(index: number): number;
}

/** A block is sorted at once, every so many arrivals: a tenth of a millisecond's work. */
const BLOCK = 1024;

export function poissonProcess(seed: number): PoissonProcess {
  const places = hashKey(seed, 'poisson-places');
  const times = new Float64Array(BLOCK);
  let held = -1;
  const hold = (block: number): void => {
    const begin = blockEnd(seed, block);
    const end = blockEnd(seed, block + 1);
    for (let at = 0; at < BLOCK - 1; at += 1)
      times[at] = begin + (end - begin) * hashFraction(places, block * BLOCK + at);
    times[BLOCK - 1] = end;
    times.sort();
    held = block;
  };
  return {
    eventAt(index) {
      const block = Math.floor(index / BLOCK);
      if (block !== held) hold(block);
      return times[index - block * BLOCK] ?? Number.POSITIVE_INFINITY;
    },
  };
}

/** When the first `blocks` blocks are over. */
function blockEnd(seed: number, blocks: number): number {
  if (blocks === 0) return 0;
  const lengths = hashKey(seed, 'poisson-lengths');
  const shares = hashKey(seed, 'poisson-shares');
  const doublings = Math.floor(Math.log2(blocks));
  let begin = gammaOf(BLOCK, lengths, 0);
  for (let doubling = 0; doubling < doublings; doubling += 1)
    begin += gammaOf(BLOCK * 2 ** doubling, lengths, doubling + 1);
  // 2^doublings blocks are over at `begin`, as many again at `end`: halved until it is found where between them.
  let first = 2 ** doublings;
  let size = first;
  let length = gammaOf(BLOCK * size, lengths, doublings + 1);
  while (first < blocks) {
    size /= 2;
    const middle = first + size;
    // A stretch is named by its middle, which no other one has.
    const [left, right] = [
      gammaOf(BLOCK * size, shares, 2 * middle),
      gammaOf(BLOCK * size, shares, 2 * middle + 1),
    ];
    const half = length * (left / (left + right));
    if (blocks >= middle) {
      begin += half;
      first = middle;
      length -= half;
    } else length = half;
  }
  return begin;
}
