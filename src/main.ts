#!/usr/bin/env node
/** argv → verb → exit code. The only process.exit of soakd itself. */
import { stripVTControlCharacters } from 'node:util';
import { collectEveryMinute } from './collect-garbage.ts';
import type { Command } from './command/command.ts';
import { EXIT, type ExitCode, SoakdError } from './error.ts';
import { takeOwnEnvironment } from './sibling.ts';

/** For the shells' completions: nobody types it, so no advice names it. */
const internal = 'complete';

/** Verbs are loaded when used: start-up stays cheap for the small ones. */
const verbs: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./command/demo.ts')).demo,
  init: async () => (await import('./command/init.ts')).init,
  run: async () => (await import('./command/run.ts')).run,
  daemon: async () => (await import('./command/daemon.ts')).daemon,
  start: async () => (await import('./command/start.ts')).start,
  stop: async () => (await import('./command/stop.ts')).stop,
  pause: async () => (await import('./command/pause.ts')).pause,
  resume: async () => (await import('./command/resume.ts')).resume,
  note: async () => (await import('./command/note.ts')).note,
  status: async () => (await import('./command/status.ts')).status,
  watch: async () => (await import('./command/watch.ts')).watch,
  runs: async () => (await import('./command/runs.ts')).runs,
  trends: async () => (await import('./command/trends.ts')).trends,
  report: async () => (await import('./command/report.ts')).report,
  compare: async () => (await import('./command/compare.ts')).compare,
  baseline: async () => (await import('./command/baseline.ts')).baseline,
  analyze: async () => (await import('./command/analyze.ts')).analyze,
  query: async () => (await import('./command/query.ts')).query,
  check: async () => (await import('./command/check.ts')).check,
  alerts: async () => (await import('./command/alerts.ts')).alerts,
  doctor: async () => (await import('./command/doctor.ts')).doctor,
  selftest: async () => (await import('./command/selftest.ts')).selftest,
  prune: async () => (await import('./command/prune.ts')).prune,
  backup: async () => (await import('./command/backup.ts')).backup,
  export: async () => (await import('./command/export.ts')).exportVerb,
  schema: async () => (await import('./command/schema.ts')).schema,
  info: async () => (await import('./command/info.ts')).info,
  [internal]: async () => (await import('./command/complete.ts')).complete,
};

async function dispatch(argv: readonly string[]): Promise<ExitCode> {
  const [verb, ...args] = argv;
  if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help') {
    const asked = verb === 'help' ? args[0] : undefined;
    if (asked !== undefined) return dispatch([asked, '--help']);
    (verb === undefined ? process.stderr : process.stdout).write(await overview());
    return verb === undefined ? EXIT.usage : EXIT.pass;
  }
  if (verb === '--version' || verb === '-V') {
    const { readVersion } = await import('./command/installation.ts');
    process.stdout.write(`soakd ${readVersion()}\n`);
    return EXIT.pass;
  }
  const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (load === undefined) {
    const { nearest } = await import('./nearest.ts');
    const close = nearest(
      verb,
      Object.keys(verbs).filter((name) => name !== internal),
    );
    throw new SoakdError(`unknown verb "${verb}"`, {
      hint: close === null ? 'soakd --help lists the verbs.' : `Did you mean "soakd ${close}"?`,
    });
  }
  const command = await load();
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(command.usage);
    return EXIT.pass;
  }
  try {
    return await command.run(args);
  } catch (error) {
    throw isUsageError(error) ? await optionError(error, verb, command) : error;
  }
}

/** With the option that was meant, among those that the verb's help names. */
async function optionError(error: Error, verb: string, { usage }: Command): Promise<SoakdError> {
  const { nearest } = await import('./nearest.ts');
  const unknown = /^Unknown option '(-[^']+)'/.exec(error.message)?.[1];
  const options = [...usage.matchAll(/(?<=[\s[(])--[a-z][a-z-]*/g)].map(([option]) => option);
  const close = unknown === undefined ? null : nearest(unknown, new Set(options));
  const guess = close === null ? '' : `Did you mean ${close}? `;
  const hint = `${guess}soakd ${verb} --help shows the options.`;
  return new SoakdError(
    unknown === undefined ? `${verb}: ${problemOf(error)}` : `${verb} has no option ${unknown}`,
    {
      hint,
    },
  );
}

/** In the words of soakd where they are known. */
function problemOf({ message }: Error): string {
  const lacking = /^Option '(?:-\w, )?(-[^ ]+) <value>' argument missing/.exec(message)?.[1];
  if (lacking !== undefined) return `${lacking} needs a value`;
  const unexpected = /^Unexpected argument '([^']*)'/.exec(message)?.[1];
  if (unexpected !== undefined) return `it takes no argument, found "${unexpected}"`;
  // Its first sentence; the others advise what no user of soakd wants.
  return message.split('. ')[0] ?? message;
}

async function overview(): Promise<string> {
  const lines = [
    'soakd: soak tests that end in a verdict you can trust',
    '',
    'Usage: soakd <verb> [options]',
    '',
  ];
  for (const [name, load] of Object.entries(verbs)) {
    const { summary } = await load();
    if (summary !== '') lines.push(`  ${name.padEnd(9)}${summary}`);
  }
  const { commandName } = await import('./command/installation.ts');
  lines.push(
    '',
    `soakd <verb> --help tells more, with an example. New here? ${commandName} demo --for 90s`,
    '',
  );
  return lines.join('\n');
}

async function explain(error: unknown): Promise<ExitCode> {
  if (error instanceof SoakdError) {
    const { asTyped } = await import('./command/installation.ts');
    process.stderr.write(`soakd: ${stripVTControlCharacters(error.message)}\n`);
    const hint = error.hint === null ? null : asTyped(error.hint, Object.keys(verbs));
    if (hint !== null) process.stderr.write(`  ${stripVTControlCharacters(hint)}\n`);
    return error.exitCode;
  }
  process.stderr.write(
    `soakd: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return EXIT.internal;
}

/** What node:util parseArgs throws for an unknown option or a missing value. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

// A reader that closes early (`soakd report | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.pass);
  if (error.code !== 'EIO') throw error;
});
// EIO: the terminal hung up. What is said is lost; what is done goes on, as the report of a soak.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
});

takeOwnEnvironment();
collectEveryMinute();

const exitCode = await dispatch(process.argv.slice(2)).catch(explain);
// A pipe takes 64 KiB, and the rest only as its reader reads: an exit before would cut it off.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(exitCode);
