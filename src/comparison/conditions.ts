/** Whether two runs differ in more than the build that they soaked. */
import type { RunFacts } from '../store/read-run.ts';
import type { Differing } from './comparison.ts';

/** What a service's speed and memory depend on, of what a run knows about its machine. */
const HOST_FACTS = ['hostname', 'kernel', 'cores', 'cpuModel', 'memoryBytes'] as const;

export function differences(run: RunFacts, baseline: RunFacts): Differing[] {
  return [...ofPlan(run, baseline), ...ofHost(run, baseline)];
}

/** The plan as it was when it ran, with its `--set` and `--for`. */
function ofPlan(run: RunFacts, baseline: RunFacts): Differing[] {
  if (run.planSha256 === baseline.planSha256) return [];
  const told = ({ name, planSha256 }: RunFacts) => `${name}, sha256 ${planSha256.slice(0, 16)}`;
  return [{ what: 'plan', name: 'text', run: told(run), baseline: told(baseline) }];
}

function ofHost(run: RunFacts, baseline: RunFacts): Differing[] {
  const [here, there] = [run, baseline].map(
    ({ hostJson }) => JSON.parse(hostJson) as Record<string, unknown>,
  );
  return HOST_FACTS.flatMap((name) => {
    const [own, other] = [here?.[name], there?.[name]].map((fact) => String(fact ?? 'unknown'));
    if (own === undefined || other === undefined || own === other) return [];
    return [{ what: 'host', name, run: own, baseline: other }];
  });
}
