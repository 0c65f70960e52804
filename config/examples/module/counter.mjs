// Counts in redis, and reads back what it wrote: a client of one's own, as soakd calls it.
import { connect } from 'node:net';

/** One connection, asked one line after the other: redis answers in order. */
class Redis {
  #waiting = [];
  #rest = '';

  constructor(port) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.socket.on('data', (chunk) => {
      const lines = (this.#rest + chunk).split('\r\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#waiting.shift()?.resolve(line);
    });
    this.socket.on('close', () => {
      for (const { reject } of this.#waiting.splice(0))
        reject(Object.assign(new Error('redis has closed the connection'), { code: 'redis-closed' }));
    });
    this.socket.on('error', () => {});
  }

  ask(command) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.socket.write(`${command}\r\n`);
    });
  }
}

// biome-ignore lint/style/noDefaultExport: this is how soakd finds the operation.
export default {
  /** Once, before the first operation. */
  setup({ options }) {
    return new Redis(options.port);
  },

  async run(context, redis) {
    const key = `counter:${context.index % 1000}`;
    const added = 1 + Math.floor(context.random() * 100);
    const [before, after] = await Promise.all([
      redis.ask(`INCRBY ${key} 0`),
      redis.ask(`INCRBY ${key} ${added}`),
    ]);
    if (Number(after.slice(1)) !== Number(before.slice(1)) + added)
      throw Object.assign(new Error(`${key}: ${before} and ${added} are not ${after}`), {
        code: 'lost-update',
      });
  },

  teardown(redis) {
    redis.socket.end();
  },
};
