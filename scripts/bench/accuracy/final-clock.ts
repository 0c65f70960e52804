/** What goes by the clock in the final shapes: jobs, saves, days, shifts; in units of a period and a height. */
import type { Random } from '../../../test/trend/simulate.ts';
import { type Range, remembering, within } from './chance.ts';
import { type Course, type Draw, type Noise, SAWTOOTH_TAU } from './part.ts';
import { type Process, recurring } from './recurring.ts';

/** A crontab: jobs each five minutes, each quarter and each full hour, which is the period; each starts when it can. */
export const crontab = recurring((random) => {
  const jobs = [
    { often: 12, height: 0.3, lasts: 0.02 },
    { often: 4, height: 0.5, lasts: 0.05 },
    { often: 1, height: 1, lasts: 0.12 },
  ].map((job) => ({ ...job, turn: -1, from: 0, size: 0 }));
  return (time) =>
    jobs.reduce((sum, job) => {
      const turn = Math.floor(time * job.often);
      if (turn !== job.turn) {
        job.turn = turn;
        job.from = turn / job.often + 0.008 * random.uniform();
        job.size = job.height * (0.8 + 0.4 * random.uniform());
      }
      const share = (time - job.from) / job.lasts;
      return share < 0 || share > 1 ? sum : sum + job.size * Math.sqrt(share);
    }, 0);
});

/** A fork that saves the heap in the background: pages are copied as they are written to, all given back at its end. */
export const copiesOnWrite = recurring(
  shots(0.1, (random) => {
    const [lasts, size] = [0.15 + 0.15 * random.uniform(), 0.7 + 0.6 * random.uniform()];
    return { lasts, at: (age) => size * -Math.expm1((-4 * age) / lasts) };
  }),
);

/** One thing each period, its beginning off by so much. */
function shots(
  jitter: number,
  next: (random: Random) => { readonly lasts: number; readonly at: Course },
): Process {
  return (random) => {
    let [turn, from] = [-1, 0];
    let shot = next(random);
    return (time) => {
      if (Math.floor(time) !== turn) {
        turn = Math.floor(time);
        from = turn + jitter * random.uniform();
        shot = next(random);
      }
      const age = time - from;
      return age < 0 || age > shot.lasts ? 0 : shot.at(age);
    };
  };
}

/** Days of people at home: nearly nothing at night, a small crest at noon, a large one in the evening. */
export const homeDays = recurring((random) => {
  const size = remembering(random, 0.4, 0.1, 0.5);
  let [day, now, late] = [-1, 1, 0];
  return (time) => {
    if (Math.floor(time) !== day) {
      day = Math.floor(time);
      now = size();
      late = 0.02 * random.gauss();
    }
    const crest = (at: number, sharpness: number): number =>
      Math.exp(sharpness * (Math.cos(2 * Math.PI * (time - at - late)) - 1));
    return now * (0.35 * crest(0.52, 6) + crest(0.84, 9));
  };
});

/** Three shifts a period, of different strength, each taking over within an hour or so. */
export const shifts = recurring((random) => {
  const strengths = [1, 0.55, 0].map((strength) => strength + 0.05 * random.gauss());
  return (time) => {
    const place = 3 * (time - Math.floor(time));
    const shift = Math.floor(place);
    const handedOver = Math.min(1, (place - shift) / 0.4);
    const before = strengths[(shift + 2) % 3] ?? 0;
    return before + ((strengths[shift] ?? 0) - before) * handedOver;
  };
});

/** Spring tides and neap tides. */
export const tides = recurring(
  () => (time) => Math.sin(2 * Math.PI * time) * (1 + 0.4 * Math.sin(2 * Math.PI * 0.17 * time)),
);

/** A timer a little slower than the readings, so many of which it takes to come round: its teeth, seen backwards. */
export function aliasedTimer(heights: Range, readings: Range): Draw<Noise> {
  return (random, _, intervalS) => {
    const height = within(random, heights);
    const count = within(random, readings);
    const timerS = intervalS * (1 + 1 / count);
    const phaseS = random.uniform() * timerS;
    const periodS = (count + 1) * intervalS;
    return {
      at: (second) => height * (((second + phaseS) % timerS) / timerS - 1 / 2),
      variance: height ** 2 / 12,
      tauS: SAWTOOTH_TAU * periodS,
      periodS,
    };
  };
}
