/** soakd, the methods in common use, and an oracle. */
import { growthGate } from './baseline-growth.ts';
import { hamedRaoSen, mannKendallSen } from './baseline-mann-kendall.ts';
import { olsInterval, olsThreshold } from './baseline-ols.ts';
import { predictLinear } from './baseline-predict-linear.ts';
import { theilSenInterval } from './baseline-theil-sen.ts';
import type { Method } from './method.ts';
import { oracle } from './oracle.ts';
import { soakd } from './soakd.ts';

export const baselines: readonly Method[] = [
  olsInterval,
  olsThreshold,
  mannKendallSen,
  hamedRaoSen,
  theilSenInterval,
  predictLinear,
  growthGate,
];

export const methods: readonly Method[] = [soakd, ...baselines, oracle];
