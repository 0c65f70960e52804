/**
 * Randomness by index: the number for (seed, stream, index) is computed, not drawn, so a load can be resumed at any
 * index and still do what it would have done. The mixing function is lowbias32 (https://nullprogram.com/blog/2018/07/31/).
 */

/** Names one independent sequence of numbers. */
export type HashKey = number;

export function hashKey(seed: number, stream: string): HashKey {
  let key = mix32((seed >>> 0) ^ mix32(Math.floor(seed / 2 ** 32) >>> 0) ^ 0x9e3779b9);
  for (let at = 0; at < stream.length; at++) key = mix32(key ^ stream.charCodeAt(at));
  return key;
}

/** 32 uniform bits, as 0 … 2^32 − 1. */
export function hash32(key: HashKey, index: number): number {
  const low = mix32((index >>> 0) ^ key);
  const high = Math.floor(index / 2 ** 32) >>> 0;
  return mix32((low + high) ^ Math.imul(key, 0x9e3779b1));
}

/** Uniform in [0, 1), with 53 bits. */
export function hashFraction(key: HashKey, index: number): number {
  const upper = hash32(key, index) >>> 5;
  const lower = hash32(key ^ 0x5bd1e995, index) >>> 6;
  return (upper * 2 ** 26 + lower) / 2 ** 53;
}

function mix32(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
