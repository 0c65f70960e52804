/**
 * Secrets: a plan names them as ${env:X} or ${file:X} and is stored and hashed like that. They are filled in just
 * before the start, in a copy of the plan that is never stored.
 */
import { readFileSync } from 'node:fs';
import { SoakdError } from '../error.ts';
import type { AlertPlan, NotifierPlan } from './alert/alert-plan.ts';
import { webhookUrlTrouble } from './alert/webhook-url.ts';
import { replaceSecrets } from './document/secret-text.ts';
import { placeholders, type SecretRef, secretRef } from './document/template.ts';
import type { OperationPlan } from './operation/operation-plan.ts';
import { mapTexts } from './operation/operation-texts.ts';
import type { Plan } from './plan.ts';
import type { TargetPlan } from './target/target-plan.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws SoakdError that names the secret that is missing, and where it is used. */
export function expandSecrets(plan: Plan, environment: Environment): Plan {
  return {
    ...plan,
    targets: plan.targets.map((target) => expandTarget(target, environment)),
    load:
      plan.load === null
        ? null
        : {
            ...plan.load,
            operations: plan.load.operations.map((operation) => expandOperation(operation, environment)),
          },
    ...(plan.alerts === undefined
      ? {}
      : { alerts: plan.alerts.map((alert) => expandAlert(alert, environment)) }),
  };
}

/** A text with its secrets in it; `use` says in messages what it is for. @throws as expandSecrets */
export function fillSecrets(text: string, environment: Environment, use: string): string {
  return replaceSecrets(text, (secret) => read(secret, environment, use));
}

/** All that a plan needs, each once, in the order of their first use. */
export function secretsOf(plan: Plan): SecretRef[] {
  const found = new Map<string, SecretRef>();
  const visit = (text: string): void => {
    for (const { expression } of placeholders(text)) {
      const secret = secretRef(expression);
      if (secret !== null) found.set(expression, secret);
    }
  };
  for (const { source } of plan.targets) {
    if (source.kind === 'start') Object.values(source.environment).forEach(visit);
  }
  for (const operation of plan.load?.operations ?? []) {
    mapTexts(operation, (text) => {
      visit(text);
      return text;
    });
  }
  for (const notifier of (plan.alerts ?? []).flatMap(({ notify }) => notify)) {
    if (notifier.kind === 'webhook') [notifier.url, notifier.secret ?? ''].forEach(visit);
  }
  return [...found.values()];
}

/** The secrets themselves, for what must never show them; one that cannot be read is left out. */
export function secretValues(plan: Plan, environment: Environment): string[] {
  return secretsOf(plan).flatMap((secret) => {
    try {
      return [read(secret, environment, plan.name)];
    } catch {
      return [];
    }
  });
}

function expandTarget(target: TargetPlan, environment: Environment): TargetPlan {
  const { source, name } = target;
  if (source.kind !== 'start') return target;
  const expanded = Object.entries(source.environment).map(([key, value]) => {
    const use = `environment ${key} of target ${name}`;
    const text = fillSecrets(value, environment, use);
    if (text.includes('\0')) throw unusable(use, 'a NUL byte');
    return [key, text] as const;
  });
  return { ...target, source: { ...source, environment: Object.fromEntries(expanded) } };
}

function expandOperation(operation: OperationPlan, environment: Environment): OperationPlan {
  return mapTexts(operation, (text, { name, templates, encode = String, forbidden }) => {
    const use = `${name} of operation ${operation.name}`;
    const filled = replaceSecrets(text, (secret) => {
      const value = read(secret, environment, use);
      // The load fills in what looks like a template.
      if (templates && value.includes('${')) throw unusable(use, '"${"');
      return encode(value);
    });
    if (forbidden?.pattern.test(filled) === true) throw unusable(use, forbidden.what);
    return filled;
  });
}

function expandAlert(alert: AlertPlan, environment: Environment): AlertPlan {
  const use = `of alert ${alert.name}`;
  const expand = (notifier: NotifierPlan): NotifierPlan => {
    if (notifier.kind !== 'webhook') return notifier;
    const address = `the webhook's address ${use}`;
    const isWhole = /^\$\{[^}]*\}$/.test(notifier.url);
    const url = replaceSecrets(notifier.url, (secret) => {
      const value = read(secret, environment, address);
      return isWhole ? value : encodeURIComponent(value);
    });
    const trouble = webhookUrlTrouble(url, true);
    if (trouble !== null) throw new SoakdError(`${address}: ${trouble}`);
    const secret =
      notifier.secret === null
        ? null
        : fillSecrets(notifier.secret, environment, `the webhook's secret ${use}`);
    return { ...notifier, url, secret };
  };
  return { ...alert, notify: alert.notify.map(expand) };
}

function read(secret: SecretRef, environment: Environment, use: string): string {
  if (secret.kind === 'env') {
    const value = environment[secret.name];
    if (value !== undefined && value !== '') return value;
    throw new SoakdError(
      `the variable ${secret.name} is ${value === undefined ? 'not set' : 'empty'}; ${use} needs it`,
      {
        hint: `Set it for soakd: ${secret.name}=… soakd run …`,
      },
    );
  }
  try {
    // Files of secrets end in a line break that is not part of them.
    return readFileSync(secret.name, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new SoakdError(`${secret.name} cannot be read (${code}); ${use} needs it`, {
      hint: 'Create it, readable by the user that runs soakd.',
      cause,
    });
  }
}

function unusable(use: string, what: string): SoakdError {
  return new SoakdError(`the secret for ${use} holds ${what}`, { hint: 'Use a secret without it.' });
}
