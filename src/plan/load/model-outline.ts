/** When the operations of a load begin, in words. */

import { word } from '../document/word.ts';
import { counted, rate } from '../quantity/count-text.ts';
import { formatDuration, formatNumber } from '../quantity/quantity.ts';
import type {
  Burst,
  ClosedModel,
  LoadModel,
  OpenModel,
  SearchModel,
  Sine,
  Stage,
  SweepModel,
} from './model-plan.ts';

export function modelLines(model: LoadModel): string[] {
  switch (model.kind) {
    case 'open':
      return openLines(model);
    case 'closed':
      return [closedText(model)];
    case 'replay': {
      const speed = model.speed === 1 ? '' : `, ${formatNumber(model.speed)} times as fast`;
      const lasts = `over ${formatDuration(model.lastMs)}`;
      return [`replay: ${counted(model.arrivals, 'arrival')} of ${word(model.file)} ${lasts}${speed}`];
    }
    case 'sweep':
      return [sweepText(model)];
    case 'search':
      return searchLines(model);
    default:
      return model satisfies never;
  }
}

function openLines({ stages, wave, spacing }: OpenModel): string[] {
  const [only, ...more] = stages;
  const steady = only !== undefined && more.length === 0 && only.fromPerSecond === only.toPerSecond;
  const lines = steady ? [rate(only.toPerSecond)] : stages.map(stageText);
  const course = wave === undefined ? lines : [waveText(wave, only?.fromPerSecond ?? 0)];
  const apart = spacing === 'poisson' ? ['as far apart by chance as independent arrivals are (poisson)'] : [];
  return [...course, ...apart].map((text, index) => `${index === 0 ? 'open: ' : '      '}${text}`);
}

function waveText(wave: Burst | Sine, quietPerSecond: number): string {
  if (wave.kind === 'sine') {
    const range = `${rate(wave.lowPerSecond)} to ${rate(wave.highPerSecond)} and back`;
    return `${range} every ${formatDuration(wave.periodMs)}`;
  }
  const burst = `${rate(wave.perSecond)} for ${formatDuration(wave.forMs)} every ${formatDuration(wave.everyMs)}`;
  return quietPerSecond === 0 ? burst : `${rate(quietPerSecond)}, ${burst}`;
}

function sweepText({ of, levels, durationMs, operations }: SweepModel): string {
  const values = levels.map((value) => (of === 'rate' ? rate(value) : String(value))).join(', ');
  const each =
    durationMs === null
      ? `${counted(operations ?? 0, 'operation')} each`
      : `${formatDuration(durationMs)} each`;
  return `sweep: ${values}${of === 'users' ? ' users' : ''}, ${each}`;
}

function searchLines({ of, from, to, holds, levelMs, confirmMs, within }: SearchModel): string[] {
  const range = of === 'rate' ? `${rate(from)} to ${rate(to)}` : `${from} to ${counted(to, 'user')}`;
  return [
    `search: ${range}, while ${holds.map(({ text }) => text).join(' and ')}`,
    `        ${formatDuration(levelMs)} each, to within ${formatNumber(within * 100)}%, confirmed for ${formatDuration(confirmMs)}`,
  ];
}

function closedText({ users, thinkTimeMs, thinkSpread, rampMs }: ClosedModel): string {
  const pause =
    thinkSpread === undefined
      ? formatDuration(thinkTimeMs)
      : thinkSpread.kind === 'exponential'
        ? `${formatDuration(thinkTimeMs)} in the mean (exponential)`
        : `${formatDuration(thinkSpread.fromMs)} to ${formatDuration(thinkSpread.toMs)} (uniform)`;
  const ramp = rampMs === undefined ? '' : ` who come over ${formatDuration(rampMs)}`;
  return `closed: ${counted(users, 'user')}${ramp}, ${pause} between their operations`;
}

export function stageText({ durationMs, fromPerSecond, toPerSecond }: Stage): string {
  const change =
    fromPerSecond === toPerSecond ? rate(toPerSecond) : `${rate(fromPerSecond)} to ${rate(toPerSecond)}`;
  return `${change} ${durationMs === null ? 'to the end' : `over ${formatDuration(durationMs)}`}`;
}
