import { tQuantile } from '../../../src/trend/student-t.ts';

/** Student's t with so much freedom is the normal distribution to six digits. */
const FREEDOM = 1e6;

export function normalQuantile(p: number): number {
  return tQuantile(p, FREEDOM);
}
