import { errorFunction } from 'simple-statistics';
import { tQuantile } from '../../../src/trend/student-t.ts';

/** Student's t with so much freedom is the normal distribution to six digits. */
const FREEDOM = 1e6;

export function normalQuantile(p: number): number {
  return tQuantile(p, FREEDOM);
}

/** P(Z ≤ z), to 1e-7. */
export function normalShare(z: number): number {
  return (1 + errorFunction(z / Math.SQRT2)) / 2;
}
