/** Plans for a machine of the test, each as a file's text. */

const load = (port: number): string => `
load:
  rate: 50/s
  connections: 5
  operations:
    - { name: ping, target: redis, tcp: { connect: "127.0.0.1:${port}", send: "PING\\r\\n" }, expect: { line: PONG } }
`;

const ownRedis = (port: number): string => `
target:
  name: redis
  start:
    command: [redis-server, --port, ${port}, --bind, 127.0.0.1, --save, "", --appendonly, no]
    ready: { port: ${port} }
sample: { every: 200ms }
${load(port)}`;

/** A soak in seconds, each half minute. */
export const scheduled = `name: scheduled
duration: 10s
schedule: { cron: "*/30 * * * * *" }
${ownRedis(7401)}
criteria: [success >= 90%]
`;

/** One that lasts longer than any test looks. */
export const long = `name: long
duration: 1h
${ownRedis(7402)}
criteria: [success >= 90%, anon.slope < 100MiB/h]
`;

/** Of a folder that only its owner may enter. */
export const privatePlan = `name: private
duration: 1h
${ownRedis(7403)}
criteria: [success >= 90%]
`;

/** For soakd@single. */
export const single = `name: single
duration: 1h
${ownRedis(7404)}
criteria: [success >= 90%]
`;

/** Debian's own redis, a unit of its own, held to what it cannot hold. */
export const failing = `name: failing
duration: 5s
target: { name: redis, unit: redis-server.service }
sample: { every: 200ms }
criteria: [rss.max < 1KiB]
`;

/** A drop-in: what takes a minute in a night is seen in a quarter of it; a busy machine is not taken for a wedged one. */
export const quick = `[Service]
WatchdogSec=15
RestartSec=1
`;
