import assert from 'node:assert/strict';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { logNews } from '../../src/daemon/soak-log.ts';
import { createLog } from '../../src/log/log.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

test('an alert is a warning in the log, and that it is over is not', (context) => {
  const file = join(temporaryFolder(context), 'log');
  const log = createLog({ descriptor: openSync(file, 'w'), format: 'journal' });
  const news = { kind: 'event', run: 'k7bd92xq', monoMs: 1, wallMs: 1, target: 0 } as const;
  logNews(log, 'api', {
    ...news,
    event: 'alert',
    text: 'api: fds.last > 9 fires, at 10 (warning)',
    durationMs: null,
  });
  logNews(log, 'api', { ...news, event: 'alert-unknown', text: 'heap cannot be known', durationMs: null });
  logNews(log, 'api', { ...news, event: 'alert-end', text: 'api: fds.last > 9 is over', durationMs: 90_000 });
  log.close();
  assert.equal(
    readFileSync(file, 'utf8'),
    `<4>api alert: api: fds.last > 9 fires, at 10 (warning) run=k7bd92xq
<4>api alert-unknown: heap cannot be known run=k7bd92xq
<6>api alert-end: api: fds.last > 9 is over (1m30s) run=k7bd92xq
`,
  );
});
