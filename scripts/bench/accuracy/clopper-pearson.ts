import { inverseIncompleteBeta } from '../../../src/trend/beta.ts';

const CONFIDENCE = 0.95;

/** The exact interval of a share (Clopper and Pearson 1934). */
export function clopperPearson({
  count,
  of,
}: {
  readonly count: number;
  readonly of: number;
}): [number, number] {
  const tail = (1 - CONFIDENCE) / 2;
  return [
    count === 0 ? 0 : inverseIncompleteBeta(tail, count, of - count + 1),
    count === of ? 1 : inverseIncompleteBeta(1 - tail, count + 1, of - count),
  ];
}
