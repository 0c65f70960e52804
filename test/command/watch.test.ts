/** `soakd watch` as a user has it: in a real terminal, on real runs. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { servicePlan, spawnDaemon, startDaemon, startSoak } from '../fixture/daemon.ts';
import { soakd, startSoakd, temporaryFolder } from '../fixture/soakd.ts';
import { openTerminal } from '../fixture/terminal.ts';
import { assertRestored, endedRun, modesOf, SHOWN, startRun, WATCH } from '../fixture/watching.ts';

test('the dashboard of a live run shows it, hears every key, and gives the terminal back', async (context) => {
  const { database } = await startRun(context);
  const terminal = await openTerminal(context, { environment: { SOAKD_DB: database } });
  const modes = await modesOf(terminal);
  terminal.runs(WATCH);
  await terminal.shows(SHOWN);
  assert.equal(terminal.flag('alternate_on'), '1');
  const first = await terminal.shows(/^watched {2}\w+ {2}WARM-UP {2}\d+:\d\d, \d+:\d\d(:\d\d)? left/m);
  assert.match(first, /1 rss .*2 fds /);
  await terminal.shows(/rate +\d+\/s of \d+\/s (offered|SATURATED)/);
  await terminal.shows(/(pass|open) +anon\.slope < max/);
  await terminal.shows(/[⠁-⣿]{8}/);

  for (const [key, pattern] of [
    ['?', /┌ Keys ─[\s\S]*Line readings, dashes trend/],
    ['Escape', /▶ Verdicts/],
    ['Tab', /▶ Load/],
    ['BTab', /▶ Verdicts/],
    ['Down', /^›/m],
    ['Enter', /┌ Criterion ─[\s\S]*observed/],
    ['Escape', /▶ Verdicts/],
    ['1', /^1 rss .*\n[\s\S]*\nmetric +target +slope/m],
    ['2', /^2 fds /m],
    ['3', /^3 anon /m],
    ['4', /^4 threads /m],
    ['5', /^5 cpu /m],
    ['6', /^6 latency p50 p95 p99 /m],
    ['7', /^7 rate offered and achieved /m],
    ['8', /^8 failures /m],
    ['9', /^9 memory of soakd /m],
    ['Escape', /▶ Verdicts/],
    ['+', /\+\/- 7 d/],
    ['-', /\+\/- all/],
    ['Left', / {2}at 0:\d\d/],
    ['End', /^watched {2}\w+ {2}WARM-UP {2}\d+:\d\d, \S+ left {2}no alerts/m],
    ['Home', / {2}at 0:00/],
    ['Right', / {2}at 0:\d\d/],
    ['End', /left {2}no alerts/],
    ['Space', /FROZEN/],
    ['Space', /left {2}no alerts/],
    ['x', /\? shows the keys/],
  ] as const) {
    terminal.keys(key);
    await terminal.shows(pattern);
  }

  writeFileSync(terminal.flag('pane_tty'), '\u001b[12;1Hwritten by another');
  await terminal.shows(/written by another/);
  terminal.keys('C-l');
  await terminal.until(() => (terminal.text().includes('written by') ? null : true), 'it was not drawn anew');

  terminal.keys('n');
  await terminal.shows(/note: /);
  terminal.types('{red-fg}deployed{/} 4.2');
  terminal.keys('Enter');
  await terminal.shows(/noted: \{red-fg\}deployed\{\/\} 4\.2/);
  await terminal.shows(/\d+:\d\d note: \{red-fg\}deployed\{\/\} 4\.2/);
  terminal.keys('/');
  terminal.types('DEPLOYED');
  terminal.keys('Enter');
  await terminal.shows(/Events: 1 of "DEPLOYED"/);
  terminal.keys('Escape');

  terminal.keys('p');
  await terminal.shows(/Pause the load\?/);
  terminal.keys('y');
  await terminal.shows(/PAUSED/);
  terminal.keys('p');
  await terminal.shows(/Resume the load\?/);
  terminal.keys('y');
  await terminal.shows(/WARM-UP/);

  terminal.keys('r');
  await terminal.shows(/Runs, newest first[\s\S]*watched/);
  terminal.keys('Enter');
  await terminal.shows(SHOWN);

  for (const [columns, rows] of [
    [200, 60],
    [40, 10],
    [80, 24],
    [120, 40],
  ] as const) {
    terminal.resize(columns, rows);
    if (columns < 60) await terminal.shows(/The terminal has 40 x 10;\nsoakd watch needs\n60 x 18 or more/);
    else
      await terminal.until(
        () => (fills(terminal.text(), columns) ? true : null),
        `it does not fill ${columns} columns`,
      );
  }
  await terminal.shows(/6 latency[\s\S]*7 rate/);

  terminal.keys('s');
  await terminal.shows(/Stop the soak\?/);
  terminal.keys('y');
  await terminal.shows(
    /^watched {2}\w+ {2}interrupted[\s\S]*stopped: inconclusive|^watched {2}\w+ {2}interrupted/m,
  );
  terminal.keys('q');
  await assertRestored(terminal, modes);
});

/** The rules above the panels go over the whole width. */
function fills(text: string, columns: number): boolean {
  return text.split('\n').some((line) => /Verdicts.*─{3}/.test(line) && line.length === columns);
}

test('a daemon that is killed is said to be gone, what it stored stays, and its run is followed again', async (context) => {
  const daemon = await startDaemon(context);
  const run = await startSoak(daemon, await servicePlan('nightly'));
  const terminal = await openTerminal(context, { environment: { SOAKD_DB: daemon.database } });
  terminal.runs(WATCH);
  await terminal.shows(/WARM-UP[\s\S]*rate +\d+\/s of \d+\/s/);
  daemon.child.kill('SIGKILL');
  await daemon.ended;
  const gone = await terminal.shows(
    /^INTERRUPTED at \d\d:\d\d:\d\d UTC: its daemon is gone; resumed when it is back$/m,
  );
  assert.match(gone, new RegExp(`^nightly  ${run}  INTERRUPTED \\(warm-up\\)`, 'm'));
  assert.match(gone, /generation-begin/);
  terminal.keys('1');
  await terminal.shows(/^1 rss [\s\S]*[⠁-⣿]{4}/m);
  terminal.keys('n');
  await terminal.shows(/it does not run/);
  const next = spawnDaemon(context, daemon);
  await next.says(/is ready/);
  await terminal.shows(new RegExp(`^nightly  ${run}  WARM-UP  \\S+, \\S+ left`, 'm'));
  assert.ok(!terminal.text().includes('INTERRUPTED'));
  terminal.keys('q');
  await terminal.shows(/ready>$/m);
});

test('an ended run is walked through with a cursor: what was then, and what had happened until then', async (context) => {
  const database = await endedRun(context);
  const terminal = await openTerminal(context, {
    columns: 120,
    rows: 40,
    environment: { SOAKD_DB: database },
  });
  terminal.runs(`${WATCH} long-soak`);
  const end = await terminal.shows(/FAIL: api anon rises 3 MB [\s\S]*phase: ended/);
  assert.match(end, /^long-soak {2}longrun1 {2}completed {2}1:00:00 of 1 h/m);
  terminal.keys('Home');
  const begin = await terminal.shows(/ {2}at 0:00 [\s\S]*Events: 0\b/);
  terminal.keys('Right');
  assert.ok(!(await terminal.shows(/Events: 3\b/)).includes('phase: ended'));
  terminal.keys('Home');
  const rssOf = (text: string): number => Number(/1 rss ([\d.]+) MB/.exec(text)?.[1]);
  terminal.keys('L', 'L', 'L');
  const later = await terminal.shows(/ {2}at 36:00/);
  assert.ok(rssOf(begin) > 80 && rssOf(later) > 80, `${rssOf(begin)} and ${rssOf(later)}`);
  terminal.keys('+', '+', '+', '+', '+');
  await terminal.shows(/\+\/- 15 min/);
  await terminal.shows(/^ +28:30 .* 43:30/m);
  terminal.keys('End');
  await terminal.shows(/phase: ended/);
  terminal.keys('q');
  await terminal.shows(/ready>$/m);
});

test('without Unicode and colours it is drawn with plain characters', async (context) => {
  const database = await endedRun(context, 600);
  for (const [term, environment] of [
    ['xterm-256color', { LANG: 'C', NO_COLOR: '1' }],
    ['linux', { LANG: 'C.UTF-8' }],
    ['vt100', { LANG: 'C', NO_COLOR: '1' }],
  ] as const) {
    const terminal = await openTerminal(context, {
      term,
      environment: { SOAKD_DB: database, LC_ALL: environment.LANG, ...environment },
    });
    terminal.runs(WATCH);
    await terminal.shows(SHOWN);
    const text = await terminal.shows(/\*{6}/);
    assert.match(text, /^> Verdicts/m);
    assert.ok(/^[\x20-\x7e\n]*$/.test(text), `${term}: ${text}`);
    const coloured = terminal
      .text({ escapes: true })
      .split('\u001b')
      .some((part) => /^\[[\d;]*3[0-7]m/.test(part));
    assert.equal(coloured, !('NO_COLOR' in environment), term);
    terminal.keys('q');
    await terminal.shows(/ready>$/m);
  }
});

test('where there is no terminal, or a dumb one, it prints plain lines', async (context) => {
  const ended = await endedRun(context, 600);
  const piped = await soakd(['watch'], { database: ended });
  assert.equal(piped.code, 0, piped.stderr);
  assert.match(piped.stdout, /^0:00 phase: \S+\n[\s\S]*\n10:00 phase: ended\n[\s\S]*FAIL[\s\S]*\nVerdicts\n/);
  assert.ok(!piped.stdout.includes('\u001b'));

  const { database, running } = await startRun(context);
  const terminal = await openTerminal(context, {
    term: 'dumb',
    rows: 60,
    environment: { SOAKD_DB: database },
  });
  terminal.runs(WATCH);
  await terminal.shows(/^\d+:\d\d warm-up {2}left \S+ .*api rss [\d.]+ MB \d+ fds/m);
  assert.equal(terminal.flag('alternate_on'), '0');
  running.child.kill('SIGTERM');
  await terminal.shows(/^\w+ \(interrupted\): /m);
  await terminal.shows(/ready>$/m);
});

test('without a database of one’s own, the runs of the service of this machine are watched', async (context) => {
  const daemon = await startDaemon(context);
  const run = await startSoak(daemon, await servicePlan('served'));
  const home = temporaryFolder(context);
  const environment = { SOAKD_DB: '', STATE_DIRECTORY: home, RUNTIME_DIRECTORY: dirname(daemon.socket) };
  const watching = startSoakd(['watch', 'served'], { database: '', environment });
  await new Promise<void>((resolve) => {
    let said = '';
    watching.child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (/phase: warm-up[\s\S]*warm-up {2}left/.test(said)) resolve();
    });
  });
  await daemon.client.stop(run, 'a test');
  const { code, stdout } = await watching.finished;
  assert.equal(code, 0);
  assert.match(stdout, /signal: ended by a test[\s\S]*\(interrupted\)/);
});

test('a run that is not there is told before the screen is taken', async (context) => {
  const database = await endedRun(context, 120);
  const none = await soakd(['watch', 'nothing'], { database });
  assert.equal(none.code, 2);
  assert.match(none.stderr, /no run is called "nothing"\n.*longrun1/);
  const terminal = await openTerminal(context, { environment: { SOAKD_DB: database } });
  terminal.runs(`${WATCH} nothing; echo "code=$?"`);
  const text = await terminal.shows(/code=2$/m);
  assert.match(text, /^soakd: no run is called "nothing"\n {2}The newest are longrun1/m);
  const two = await soakd(['watch', 'one', 'two'], { database });
  assert.match(two.stderr, /watch takes one run/);
});
