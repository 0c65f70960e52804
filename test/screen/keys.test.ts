import assert from 'node:assert/strict';
import { test } from 'node:test';
import { press, type Scene, type Wish } from '../../src/screen/keys.ts';
import { FIRST_VIEW, RANGES, type View } from '../../src/screen/view.ts';

const SCENE: Scene = {
  newestMs: 100_000,
  spanMs: 100_000,
  targets: 2,
  paused: false,
  live: true,
  lines: { verdicts: 5, load: 0, events: 3 },
};

/** One key after the other; typed ones as they are, others by name. */
function pressAll(names: readonly string[], scene: Partial<Scene> = {}, view: View = FIRST_VIEW) {
  const wishes: Wish[] = [];
  let now = view;
  for (const name of names) {
    const text = name === 'space' ? ' ' : Array.from(name).length === 1 ? name : '';
    const pressed = press(now, { name, text }, { ...SCENE, ...scene });
    now = pressed.view;
    if (pressed.wish !== null) wishes.push(pressed.wish);
  }
  return { view: now, wishes };
}

test('q and Ctrl-C leave, wherever one is', () => {
  assert.deepEqual(pressAll(['q']).wishes, [{ kind: 'quit', interrupt: false }]);
  assert.deepEqual(pressAll(['n', 'q']).wishes, [], 'in a note it is a letter');
  for (const before of [[], ['?'], ['n'], ['s']])
    assert.deepEqual(pressAll([...before, 'C-c']).wishes, [{ kind: 'quit', interrupt: true }]);
});

test('Ctrl-L draws all anew, whatever is being asked', () => {
  for (const before of [[], ['?'], ['n', 'a']]) {
    const { view, wishes } = pressAll([...before, 'C-l']);
    assert.deepEqual(wishes, [{ kind: 'repaint' }]);
    assert.deepEqual(view, pressAll(before).view);
  }
});

test('help and the whole criterion open and close again', () => {
  assert.equal(pressAll(['?']).view.overlay?.kind, 'help');
  assert.equal(pressAll(['enter']).view.overlay?.kind, 'detail');
  for (const open of ['?', 'enter']) assert.equal(pressAll([open, 'escape']).view.overlay, null);
});

test('tab goes through the panels and back, and the arrows scroll the one that is chosen, within its lines', () => {
  assert.equal(pressAll(['tab']).view.panel, 'load');
  assert.equal(pressAll(['tab', 'tab']).view.panel, 'events');
  assert.equal(pressAll(['S-tab']).view.panel, 'events');
  assert.equal(pressAll(['j', 'down', 'k']).view.scroll.verdicts, 1);
  assert.equal(pressAll(['pagedown', 'up']).view.scroll.verdicts, 4);
  assert.equal(
    pressAll(['S-tab', 'k', 'k', 'j']).view.scroll.events,
    1,
    'events are scrolled up from the newest',
  );
  assert.equal(pressAll(['up']).view.scroll.verdicts, 0);
});

test('a number shows one metric alone, and again, or escape, the overview', () => {
  assert.equal(pressAll(['3']).view.metric, 2);
  assert.equal(pressAll(['3', '3']).view.metric, null);
  assert.equal(pressAll(['3', 'escape']).view.metric, null);
  assert.equal(pressAll(['3', '4']).view.metric, 3);
});

test('plus and minus change the time that is seen, down to a minute and up to all', () => {
  assert.equal(RANGES[pressAll(['+']).view.range]?.name, '7 d');
  assert.equal(pressAll(['+', '=', '-']).view.range, RANGES.length - 2);
  assert.equal(pressAll(['-']).view.range, RANGES.length - 1);
  assert.equal(pressAll(Array.from({ length: 20 }, () => '+')).view.range, 0);
});

test('a cursor goes through the time: by steps, in leaps, to the begin, and back to the end', () => {
  assert.equal(pressAll(['left']).view.cursorMs, 98_000);
  assert.equal(pressAll(['h', 'l']).view.cursorMs, null, 'at the end it goes on with the run');
  assert.equal(pressAll(['H']).view.cursorMs, 80_000);
  assert.equal(pressAll(['home']).view.cursorMs, 0);
  assert.equal(pressAll(['home', 'left']).view.cursorMs, 0);
  assert.equal(pressAll(['home', 'right', 'L']).view.cursorMs, 22_000);
  assert.equal(pressAll(['home', 'end']).view.cursorMs, null);
});

test('pause, resume and stop are asked for, and done by y alone', () => {
  assert.deepEqual(pressAll(['p', 'y']).wishes, [{ kind: 'pause' }]);
  assert.deepEqual(pressAll(['p', 'y'], { paused: true }).wishes, [{ kind: 'resume' }]);
  assert.deepEqual(pressAll(['s', 'y']).wishes, [{ kind: 'stop' }]);
  for (const other of ['n', 'enter', 'escape', 'Y', 's'])
    assert.deepEqual(pressAll(['s', other]), { view: FIRST_VIEW, wishes: [] });
});

test('what has ended can be neither paused nor stopped nor noted, and it is said', () => {
  for (const key of ['p', 's', 'n']) {
    const { view, wishes } = pressAll([key, 'y', 'enter'], { live: false });
    assert.deepEqual(wishes, []);
    assert.equal(view.overlay?.kind, 'detail', 'y and enter are keys of the dashboard');
    assert.match(pressAll([key], { live: false }).view.message ?? '', /does not run/);
  }
});

test('a note is typed, mended and sent; an empty one is not', () => {
  assert.deepEqual(pressAll(['n', 'ä', 'x', 'backspace', 'space', 'b', 'enter']).wishes, [
    { kind: 'note', text: 'ä b' },
  ]);
  assert.deepEqual(pressAll(['n', 'a', 'C-u', 'enter']).wishes, []);
  assert.deepEqual(pressAll(['n', 'a', 'escape']).wishes, []);
  assert.deepEqual(pressAll(['n', 'left', 'C-a', 'enter']).wishes, [], 'keys that type nothing');
});

test('events are filtered by what is typed, and all of them are back by escape', () => {
  const { view } = pressAll(['/', 'n', 'o', 'enter']);
  assert.deepEqual([view.filter, view.panel, view.overlay], ['no', 'events', null]);
  assert.equal(pressAll(['escape'], {}, view).view.filter, '');
});

test('runs are asked for, walked through, and one is opened', () => {
  assert.deepEqual(pressAll(['r']).wishes, [{ kind: 'list-runs' }]);
  const runs = ['a', 'b', 'c'].map((id) => ({ id, text: id }));
  const picking: View = { ...FIRST_VIEW, overlay: { kind: 'runs', selected: 0, runs } };
  assert.deepEqual(pressAll(['j', 'down', 'down', 'k', 'enter'], {}, picking).wishes, [
    { kind: 'open', run: 'b' },
  ]);
  assert.deepEqual(pressAll(['end', 'enter'], {}, picking).wishes, [{ kind: 'open', run: 'c' }]);
  assert.deepEqual(pressAll(['escape', 'q'], {}, picking).wishes, [{ kind: 'quit', interrupt: false }]);
  const none: View = { ...FIRST_VIEW, overlay: { kind: 'runs', selected: 0, runs: [] } };
  assert.deepEqual(pressAll(['j', 'k', 'enter'], {}, none).wishes, []);
});

test('space freezes and goes on, t is the next target, and an unknown key tells of help', () => {
  assert.equal(pressAll(['space']).view.frozen, true);
  assert.equal(pressAll(['space', 'space']).view.frozen, false);
  assert.equal(pressAll(['t']).view.target, 1);
  assert.equal(pressAll(['t', 't']).view.target, 0);
  assert.match(pressAll(['x']).view.message ?? '', /\? shows the keys/);
  assert.equal(pressAll(['x', 'tab']).view.message, null);
});
