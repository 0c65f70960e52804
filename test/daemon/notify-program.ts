/** Uses up its descriptors, then has something to tell systemd; prints what became of it. */
import { openSync } from 'node:fs';
import { openNotifier } from '../../src/daemon/notify.ts';

const notifier = openNotifier(process.env, {
  monotonicMs: () => performance.now(),
  onTrouble: (message) => process.stdout.write(`${message}\n`),
});
const opened: number[] = [];
try {
  for (;;) opened.push(openSync('/dev/null', 'r'));
} catch (error) {
  process.stdout.write(`${error instanceof Error && 'code' in error ? error.code : error}\n`);
}
notifier?.alive();
notifier?.alive();
await notifier?.close();
