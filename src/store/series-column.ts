/** The readings that a series of a run can be of. */
import type { GeneratorSecondRow, OperationSecondRow } from './load-record.ts';
import type { PathRow, SampleRow, SelfRow } from './reading-record.ts';

export type SampleColumn = Exclude<keyof SampleRow, 'target' | 'monoMs'>;
export type SecondColumn = Exclude<keyof OperationSecondRow, 'operation' | 'monoMs'>;
export type GeneratorColumn = Exclude<keyof GeneratorSecondRow, 'monoMs'>;
export type SelfColumn = Exclude<keyof SelfRow, 'monoMs'>;
export type SelfGauge = Exclude<SelfColumn, 'wallMs' | 'missedTicks'>;
export type PathColumn = Exclude<keyof PathRow, 'path' | 'monoMs'>;
