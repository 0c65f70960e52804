/**
 * Which entry the n-th taker gets: a pure function of (seed, n), so that a load which is taken up again goes on with
 * exactly the entry that would have been next, and a shuffle of a hundred million entries takes no memory.
 *
 * The shuffle is a permutation by a Feistel network over the smallest even number of bits that holds the count;
 * numbers beyond it walk on through the network until they are within (Black and Rogaway, Ciphers with arbitrary
 * finite domains, 2002). Each time around has a permutation of its own.
 */
import { hash32, hashKey } from '../../hash.ts';

/** Four are a permutation that cannot be told from a random one by who does not know the key (Luby and Rackoff, 1988). */
const ROUNDS = 4;

/** `count` > 0 and at most 2^50. */
export function entryOrder(
  order: 'file' | 'shuffled',
  count: number,
  seed: number,
  corpus: string,
): (ordinal: number) => number {
  if (order === 'file') return (ordinal) => ordinal % count;
  const key = hashKey(seed, `corpus:${corpus}:order`);
  const half = halfOf(count);
  return (ordinal) => {
    const around = Math.floor(ordinal / count);
    let entry = ordinal % count;
    do entry = permuted(entry, half, hash32(key, around));
    while (entry >= count);
    return entry;
  };
}

/** 2^(bits / 2) for the smallest even number of bits in which count − 1 can be written. */
function halfOf(count: number): number {
  let half = 2;
  while (half * half < count) half *= 2;
  return half;
}

function permuted(value: number, half: number, key: number): number {
  let left = Math.floor(value / half);
  let right = value % half;
  for (let round = 0; round < ROUNDS; round++) {
    // The halves are powers of two: the remainder of the sum is a bijection of `left` for every `right`.
    [left, right] = [right, (left + (hash32(key + round, right) % half)) % half];
  }
  return left * half + right;
}
