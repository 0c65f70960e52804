import type { SoakStatus } from '../control/status.ts';

/** Where a soak is. */
export type LiveMoment = Pick<SoakStatus, 'phase' | 'paused' | 'observedMs'>;
