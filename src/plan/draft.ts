/** A commented plan for a service of the user's own. */
import { formatDuration, parseDuration } from './quantity/quantity.ts';

export interface Draft {
  readonly name: string;
  readonly target:
    | {
        readonly kind: 'start';
        readonly command: readonly string[];
        /** From the plan's folder; null when it is that. */
        readonly cwd: string | null;
      }
    | { readonly kind: 'pid' | 'port'; readonly value: number };
  /** null: watch only. */
  readonly load: { readonly url: string; readonly rate: string } | null;
  readonly duration: string;
}

/** YAML that parses to a plan; strings are written as JSON, which is YAML too. */
export function draftPlan({ name, target, load, duration }: Draft): string {
  const every = sampleEvery(duration);
  return `# A soak test for soakd. Before the first run: soakd check <this file>
name: ${JSON.stringify(name)}

# Of observed time. The longer the soak, the smaller the leak that it can prove or rule out.
duration: ${duration}

target:
  name: ${JSON.stringify(name)}
${targetText(target, load)}
  # The process and all its descendants.
  tree: true

sample:
  every: ${every}
  # Files and folders that could grow, and the service's own metrics as Prometheus text:
  # paths: { state: data/state.db }
  # scrape: { url: "http://127.0.0.1:9464/metrics", series: [nodejs_heap_size_used_bytes] }

${loadText(load)}
criteria:
  # Trends, decided by the interval of the slope in the steady state.
  - anon.slope < max(1MB/h, 0.5%/h)
${countRules(duration)}${load === null ? '' : '  - latency.p95.slope < 2%/h\n  - success >= 99%\n  # - latency.p95 < 50ms\n'}  # Implied in every plan: restarts.unplanned == 0 and coverage >= 90%
${load === null ? '' : drainText}`;
}

const drainText = `
# At the end: does memory come back without the load, and does it grow on with it?
# drain: { for: 5m, reload: 5m }
`;

/**
 * A count that never moved may be about to move by one, so no run shorter than 1/limit can pass: with a shorter soak
 * comes a larger budget.
 */
function countRules(duration: string): string {
  const hours = parseDuration(duration) / 3_600_000;
  const perHour = 2 / hours <= LEAST_PER_HOUR ? LEAST_PER_HOUR : Math.ceil(2 / hours);
  const why =
    perHour > LEAST_PER_HOUR
      ? `  # In ${duration} no less can be ruled out; in 8h ${LEAST_PER_HOUR}/h can.\n`
      : '';
  return `${why}  - fds.slope < ${perHour}/h\n  - threads.slope < ${perHour}/h\n`;
}

const LEAST_PER_HOUR = 0.5;

/** Some 240 samples for the trends of a short run, the plan's default interval in a long one. */
function sampleEvery(duration: string): string {
  const ms = Math.min(5000, Math.max(250, parseDuration(duration) / 240));
  return formatDuration(ms < 1000 ? 250 * Math.round(ms / 250) : 1000 * Math.round(ms / 1000));
}

function targetText(target: Draft['target'], load: Draft['load']): string {
  if (target.kind !== 'start')
    return `  # Watched, not started: soakd will not stop it either.\n  ${target.kind}: ${target.value}`;
  const ready = load === null ? 'delay: 1s' : `http: ${JSON.stringify(load.url)}, within: 30s`;
  return `  start:
    # No shell runs. Relative paths begin at the folder of this file.
    command: [${target.command.map((word) => JSON.stringify(word)).join(', ')}]${target.cwd === null ? '' : `\n    cwd: ${JSON.stringify(target.cwd)}`}
    # environment: { TOKEN: "\${env:TOKEN}" }
    ready: { ${ready} }
  # always or on-failure: when it ends, it is started again.
  restart: never`;
}

function loadText(load: Draft['load']): string {
  if (load === null) return '# Without a load the target is only watched.\n';
  return `load:
  # Operations begin at this rate, whether or not the service keeps up.
  rate: ${load.rate}
  connections: 50
  timeout: 10s
  operations:
    - name: get
      http: { get: ${JSON.stringify(load.url)} }
      # expect: { status: 200, contains: "ok" }
`;
}
