/** Public reference data with certified or widely published results; how the files were made: test/fixture/numerics. */
import { readFileSync } from 'node:fs';

/** One linear set of NIST's Statistical Reference Datasets with its exact solution. */
export interface CertifiedFit {
  readonly name: string;
  readonly y: readonly number[];
  /** The design: columns, or the powers of x from 0 up to `degree`. */
  readonly columns?: readonly (readonly number[])[];
  readonly x?: readonly number[];
  readonly degree?: number;
  readonly coefficients: readonly number[];
  readonly deviations: readonly number[];
  readonly residualDeviation: number;
}

/** A seeded series, and what statsmodels, scipy and numpy say of it. */
export interface DescribedSeries {
  readonly name: string;
  readonly seconds: readonly number[];
  readonly values: readonly number[];
  /** Columns of the design between the constant and time. */
  readonly further: readonly (readonly number[])[];
  /** Of the further columns and of time, with their standard errors for independent residuals. */
  readonly slopes: readonly number[];
  readonly deviations: readonly number[];
  readonly squares: number;
  readonly theilSen: number;
  readonly mannKendall: {
    readonly score: number;
    readonly variance: number;
    readonly z: number;
    readonly p: number;
  };
  readonly lag: number;
  readonly cosines: number;
  readonly longRunVariance: number;
  /** 95 % interval of the slope from it. */
  readonly low: number;
  readonly high: number;
}

export const strd: readonly CertifiedFit[] = fixture('strd');

export const described: readonly DescribedSeries[] = fixture('series');

export const quantiles: {
  readonly t: readonly (readonly [p: number, freedom: number, t: number])[];
  readonly f: readonly (readonly [p: number, above: number, below: number, f: number])[];
  readonly beta: readonly (readonly [x: number, a: number, b: number, share: number])[];
} = fixture('quantiles');

/** Yearly flow of the Nile at Aswan, 1871 to 1970, 10⁸ m³ (Cobb 1978). */
export const nile: readonly number[] = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
  1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040,
  759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
  744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
];

/** NIST StRD, BoxBOD: biochemical oxygen demand (Box, Hunter and Hunter 1978); nonlinear, higher difficulty. */
export const boxBod = {
  x: [1, 2, 3, 5, 7, 10],
  y: [109, 149, 149, 191, 213, 224],
  height: 213.80940889,
  rate: 0.54723748542,
  squares: 1168.0088766,
} as const;

function fixture<Content>(name: string): Content {
  const path = new URL(`../fixture/numerics/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Content;
}
