import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { type NotificationStatus, notificationOf } from '../alert/message.ts';
import { tell } from '../alert/notifier.ts';
import { systemClock } from '../clock.ts';
import { EXIT, SoakdError } from '../error.ts';
import { Redactor } from '../log/redactor.ts';
import { notifierText } from '../plan/alert/alert-outline.ts';
import type { AlertPlan, NotifierPlan } from '../plan/alert/alert-plan.ts';
import { readPlan } from '../plan/parse.ts';
import type { Plan } from '../plan/plan.ts';
import { expandSecrets, secretValues } from '../plan/secret.ts';
import { type NotifierTest, renderNotifierTests } from '../report/notifier-test-text.ts';
import { unitOf } from '../verdict/unit.ts';
import type { Command } from './command.ts';
import { textStyle } from './text-style.ts';

export const alerts: Command = {
  summary: "try whether a plan's alerts reach whom they are to reach",
  usage: `Usage: soakd alerts test <plan> [--set path=value]... [--json]

Sends a test notification through every notifier of the plan's alerts, once, and says what arrived:
an answer of 2xx to a webhook, exit code 0 of a command or of systemd-cat. Its JSON is that of an
alert, with the status "test". Nothing is soaked, and nothing is stored. Secrets come from the
environment, as with soakd run.

  --set path=value   as with soakd run: replace one value of the plan
  --json             what arrived, as JSON

Exit code: 0 when all arrived, 1 when one did not, 2 for invalid input.

Examples:
  soakd alerts test plan.yaml
  HOOK_SECRET=... soakd alerts test plan.yaml --json
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { set: { type: 'string', multiple: true, default: [] }, json: { type: 'boolean' } },
    });
    const [what, file, ...more] = positionals;
    if (what !== 'test' || file === undefined || more.length > 0) {
      throw new SoakdError('alerts takes "test" and one plan', { hint: 'Try: soakd alerts test plan.yaml' });
    }
    const { plan: written } = readPlan(file, { overrides: values.set });
    const plan = expandSecrets(written, process.env);
    const redactor = new Redactor();
    redactor.add(secretValues(written, process.env));
    const notifiers = notifiersOf(plan);
    if (notifiers.length === 0) {
      throw new SoakdError(`the plan ${file} has no alerts`, {
        hint: 'config/README.md tells how they are written.',
      });
    }
    const tests = await Promise.all(notifiers.map((one) => test(one, plan, redactor)));
    process.stdout.write(
      values.json === true
        ? `${JSON.stringify({ version: 1, plan: plan.name, notifiers: tests }, null, 2)}\n`
        : renderNotifierTests(tests, textStyle(process.stdout)),
    );
    return tests.every(({ arrived }) => arrived) ? EXIT.pass : EXIT.internal;
  },
};

interface Named {
  readonly notifier: NotifierPlan;
  /** That name it. */
  readonly alerts: readonly AlertPlan[];
}

/** Each once. */
function notifiersOf({ alerts: all = [] }: Plan): Named[] {
  const byText = new Map<string, { notifier: NotifierPlan; alerts: AlertPlan[] }>();
  for (const alert of all) {
    for (const notifier of alert.notify) {
      const key = JSON.stringify(notifier);
      const known = byText.get(key) ?? { notifier, alerts: [] };
      byText.set(key, known);
      known.alerts.push(alert);
    }
  }
  return [...byText.values()];
}

async function test(
  { notifier, alerts: named }: Named,
  plan: Plan,
  redactor: Redactor,
): Promise<NotifierTest> {
  const begunMs = systemClock.monotonicMs();
  const [alert] = named;
  if (alert === undefined) throw new TypeError('a notifier that no alert names');
  const body = notificationOf({
    ...factsOf(alert),
    run: { id: 'test', name: plan.name, phase: 'test' },
    host: hostname(),
  });
  const attempt = await tell(
    notifier,
    {
      delivery: `test-${plan.name}-${Math.round(begunMs)}`,
      body: JSON.stringify(body),
      text: body.text,
      severity: alert.severity,
    },
    {
      wallMs: () => systemClock.wallMs(),
      say: (text) => process.stderr.write(`${text}\n`),
      signal: new AbortController().signal,
    },
  );
  return {
    notifier: redactor.redact(notifierText(notifier)),
    alerts: named.map(({ name }) => name),
    arrived: attempt.ok,
    why: attempt.ok ? null : redactor.redact(attempt.why),
    tookMs: Math.round(systemClock.monotonicMs() - begunMs),
  };
}

function factsOf(alert: AlertPlan) {
  const status: NotificationStatus = 'test';
  return {
    status,
    alert,
    target: alert.rule.target,
    value: null,
    peak: null,
    unit: unitOf(alert.rule.limit),
    sinceWallMs: null,
    wallMs: systemClock.wallMs(),
  };
}
