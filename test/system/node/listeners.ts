/**
 * A bounded number of timers and waiting clients. The leaky one adds a listener to a long-lived emitter per request
 * and never removes it: a few MiB an hour.
 */
import { EventEmitter } from 'node:events';
import { leaky, serve } from './service.ts';

const bus = new EventEmitter().setMaxListeners(0);
const timers: NodeJS.Timeout[] = [];
let sequence = 0;

serve((_path, response) => {
  sequence += 1;
  const own = sequence;
  timers.push(setTimeout(() => bus.emit('tick', own), 60_000));
  if (timers.length > 500) clearTimeout(timers.shift());
  const onReload = () => `${own} reloads`;
  bus.on('reload', onReload);
  response.end(`${timers.length}\n`);
  if (!leaky) bus.off('reload', onReload);
});
