import { parseArgs } from 'node:util';
import type { Assessment } from '../analysis/assessment.ts';
import { EXIT } from '../error.ts';
import { parsePlan } from '../plan/parse.ts';
import { parseDuration } from '../plan/quantity/quantity.ts';
import { siblingModule } from '../sibling.ts';
import type { Command } from './command.ts';
import { runInForeground } from './foreground.ts';
import { freePorts } from './free-ports.ts';
import { commandName, databaseFile, databaseFlag } from './installation.ts';

export const demo: Command = {
  summary: 'soak two small built-in services, one that leaks and its sound twin',
  usage: `Usage: soakd demo [--for 90s] [--db FILE] [--json]

The main job on an embedded default: two small services are started, one with a real leak and its
sound twin, and soaked side by side. The leaky one must fail on its memory trend and the twin must
pass. Needs no configuration, no privileges and no network. Exit code 0 when it found the leak and
cleared the twin.

Example:
  soakd demo --for 90s
`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { for: { type: 'string', default: '90s' }, db: { type: 'string' }, json: { type: 'boolean' } },
    });
    const durationMs = parseDuration(values.for);
    const database = databaseFile(values.db);
    const parsed = parsePlan(await demoPlan(durationMs), { file: 'demo' });
    const ended = await runInForeground({
      parsed,
      database,
      json: values.json === true,
    });
    if (ended.assessment.run.state === 'interrupted') return ended.exitCode;
    const found = foundLeakAndClearedTwin(ended.assessment);
    const say = values.json === true ? process.stderr : process.stdout;
    const words = found ? succeeded : disappointed;
    say.write(words(ended.assessment.run.id, databaseFlag(database)));
    if (found) return EXIT.pass;
    return isOpen(ended.assessment) ? EXIT.inconclusive : EXIT.fail;
  },
};

/**
 * The rate is raised, never the time rescaled: a service that sees 10 visits a minute in production sees 400 a
 * second here, and the budget is per operation, which does not depend on the rate.
 */
async function demoPlan(durationMs: number): Promise<string> {
  const service = JSON.stringify(siblingModule('../demo/service', import.meta.url).pathname);
  const node = JSON.stringify(process.execPath);
  const [leakyPort, soundPort] = await freePorts(2);
  return `# The plan of soakd demo: a leaky service beside its sound twin.
name: demo
duration: ${durationMs}ms
targets:
  - name: leaky
    start:
      command: [${node}, --max-semi-space-size=2, ${service}, --port, "${leakyPort}", --leak]
      ready: { http: "http://127.0.0.1:${leakyPort}/health", within: 10s }
  - name: sound
    start:
      command: [${node}, --max-semi-space-size=2, ${service}, --port, "${soundPort}"]
      ready: { http: "http://127.0.0.1:${soundPort}/health", within: 10s }
sample: { every: 250ms }
load:
  rate: 800/s
  connections: 20
  operations:
    - { name: visit-leaky, target: leaky, http: { get: "http://127.0.0.1:${leakyPort}/visit/user-\${seq}" } }
    - { name: visit-sound, target: sound, http: { get: "http://127.0.0.1:${soundPort}/visit/user-\${seq}" } }
criteria:
  - anon.slope < 1.2MB/1000ops
  - fds.max < 200
  - latency.p99 < 1s
  - success >= 99%
`;
}

/** The leaky service must fail on its memory and on nothing else, the twin on nothing at all. */
function foundLeakAndClearedTwin(assessment: Assessment): boolean {
  const memory = assessment.criteria.filter(({ rule }) => rule.startsWith('anon.slope'));
  const leaky = memory.find(({ target }) => target === 'leaky');
  return (
    leaky?.verdict === 'fail' &&
    assessment.criteria.every((criterion) => criterion === leaky || criterion.verdict === 'pass')
  );
}

/** Neither contradicted: it only did not see enough. */
function isOpen({ criteria }: Assessment): boolean {
  return criteria.some(({ verdict }) => verdict === 'inconclusive');
}

function succeeded(run: string, flag: string): string {
  return `
The demo found the leak and cleared the twin: "leaky" keeps the session of every visit in a Map, "sound" removes it.

Look further:
  ${commandName} watch ${run}${flag}
  ${commandName} report ${run}${flag}
  ${commandName} trends ${run} --metric anon${flag}
  ${commandName} query "SELECT minute, target, round(rss_mib, 1) AS rss_mib FROM resource_minute WHERE run_id = '${run}'"${flag}
  ${commandName} init          writes a plan for your own service
`;
}

function disappointed(run: string, flag: string): string {
  return `
The demo did not come out as planned: the leaky service should fail on its memory trend alone, and its twin pass.
A busy machine or a short run can do this; ${commandName} report ${run}${flag} says what was seen. Try --for 90s.
`;
}
