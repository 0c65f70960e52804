/** The services of the selftest: what their memory does, how they are soaked, and what must be said of them. */
import { fileURLToPath } from 'node:url';
import type { Assessment } from '../analysis/assessment.ts';
import { quantityText } from '../plan/quantity/figure.ts';
import type { KnownAnswer } from '../selftest/known-answers.ts';
import { siblingModule } from '../sibling.ts';
import type { CriterionVerdict, Verdict } from '../verdict/verdict.ts';
import { freePorts } from './free-ports.ts';

/** Operations per second of each. */
const RATE = 40;
/** What demo/specimen.ts writes for each operation: the leak's true slope. */
const BLOCK_BYTES = 32 * 1024;
/**
 * A quarter of the leak, and far over what a young Node.js process adds on its own: 1 MB/1000ops in the first 20 s,
 * measured on a machine with ten other busy processes.
 */
const BUDGET = '8MB/1000ops';
/** What a young process adds, and noise, in the shortest of selftests: a slope that is off by more is not that of the leak. */
const SLOPE_TOLERANCE = 0.3;

interface Specimen {
  readonly name: string;
  readonly atEnd: 'keep' | 'again' | 'release';
  /** How much of the soak it takes to write its region once; null: a fixed small one. */
  readonly share: number | null;
  readonly allowed: readonly Verdict[];
}

/** A sawtooth and a warm-up seen for a minute cannot always be told from a rise: they need not pass, but must not fail. */
const SPECIMENS: readonly Specimen[] = [
  { name: 'leak', atEnd: 'keep', share: 1 / 15, allowed: ['fail'] },
  { name: 'steady', atEnd: 'again', share: null, allowed: ['pass'] },
  { name: 'sawtooth', atEnd: 'release', share: 1 / 15, allowed: ['pass', 'inconclusive'] },
  { name: 'warming', atEnd: 'again', share: 1 / 5, allowed: ['pass', 'inconclusive'] },
];
const STEADY_BLOCKS = 16;

export async function specimenPlan(durationMs: number): Promise<string> {
  const ports = await freePorts(SPECIMENS.length);
  const program = fileURLToPath(siblingModule('../demo/specimen', import.meta.url));
  const placed = SPECIMENS.map((specimen, index) => ({
    specimen,
    url: `http://127.0.0.1:${ports[index]}`,
    port: ports[index],
  }));
  const targets = placed.map(({ specimen: { name, atEnd, share }, url, port }) => {
    const blocks = share === null ? STEADY_BLOCKS : Math.ceil((share * RATE * durationMs) / 1000);
    const words = [process.execPath, '--expose-gc', '--max-semi-space-size=1', program];
    const options = ['--port', String(port), '--at-end', atEnd, '--blocks', String(blocks)];
    return `  - name: ${name}
    start:
      command: ${JSON.stringify([...words, ...options])}
      # glibc gives a region back as soon as it is free: mallopt(3).
      environment: { MALLOC_MMAP_THRESHOLD_: "131072" }
      ready: { http: "${url}/health", within: 20s }`;
  });
  const operations = placed.map(
    ({ specimen: { name }, url }) => `    - { name: ${name}, target: ${name}, http: { get: "${url}/work" } }`,
  );
  return `# The plan of soakd selftest: services whose memory does what is known beforehand.
name: selftest
duration: ${durationMs}ms
targets:
${targets.join('\n')}
sample: { every: 250ms }
load:
  rate: ${RATE * SPECIMENS.length}/s
  connections: 8
  operations:
${operations.join('\n')}
criteria:
  - anon.slope < ${BUDGET}
`;
}

/** What was said of each service, and beside them that nothing else went wrong. */
export function judgeSpecimens({ criteria }: Assessment): KnownAnswer[] {
  const slopes = criteria.filter(({ rule }) => rule.startsWith('anon.slope'));
  const answers = SPECIMENS.map(({ name, allowed }): KnownAnswer => {
    const found = slopes.find(({ target }) => target === name);
    return {
      name,
      expected: allowed.join(' or '),
      found: found?.verdict ?? 'nothing',
      asExpected: found !== undefined && allowed.includes(found.verdict),
      reason: found?.reason ?? 'it was not judged',
    };
  });
  const leak = slopes.find(({ target }) => target === 'leak');
  return [
    ...answers,
    slopeAnswer(leak),
    othersAnswer(criteria.filter((criterion) => !slopes.includes(criterion))),
  ];
}

function slopeAnswer(leak: CriterionVerdict | undefined): KnownAnswer {
  const truth = 1000 * BLOCK_BYTES;
  const observed = leak?.observed ?? null;
  const text = (bytes: number | null): string => quantityText(bytes, 'bytes/1000ops', { binary: false });
  return {
    name: "the leak's slope",
    expected: text(truth),
    found: text(observed),
    asExpected: observed !== null && Math.abs(observed - truth) <= SLOPE_TOLERANCE * truth,
    reason: `within ${100 * SLOPE_TOLERANCE} %`,
  };
}

/** Restarts and coverage: what the verdicts on the services rest on. */
function othersAnswer(others: readonly CriterionVerdict[]): KnownAnswer {
  const wrong = others.filter(({ verdict }) => verdict !== 'pass');
  return {
    name: 'the soak itself',
    expected: 'pass',
    found: wrong.length === 0 ? 'pass' : (wrong[0]?.verdict ?? 'nothing'),
    asExpected: wrong.length === 0,
    reason: wrong
      .map(({ rule, target, reason }) => `${rule}${target === null ? '' : ` (${target})`}: ${reason}`)
      .join('; '),
  };
}
