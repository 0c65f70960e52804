/** At which level intervals are, and why it is not 95 % everywhere. */
import { numberText } from '../plan/quantity/figure.ts';

/** Of one trend that is judged by itself: 2.5 % at each end. */
const ALONE = 0.95;
const ROUNDING = 1e-9;

/** `whose`: what shares the error rate. */
export function confidenceText(
  confidences: readonly number[],
  whose: 'the trends of a run' | 'the series of a file',
): { readonly levels: string; readonly why: string } {
  const levels = [...new Set(confidences.map((confidence) => `${numberText(confidence * 100)} %`))];
  const isShared = confidences.some((confidence) => confidence > ALONE + ROUNDING);
  return {
    levels: levels.join(' and '),
    why: isShared ? ` More than 95 % since ${whose} share its 2.5 % chance of a false leak.` : '',
  };
}
