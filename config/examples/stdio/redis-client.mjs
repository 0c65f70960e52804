// A client of redis that is asked by lines of JSON: { id, words: [SET, key, value] } → { id, reply }.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const waiting = [];
const redis = connect(Number(process.argv[2]), '127.0.0.1');
redis.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
createInterface({ input: redis }).on('line', (reply) => {
  process.stdout.write(`${JSON.stringify({ id: waiting.shift(), reply })}\n`);
});
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, words } = JSON.parse(line);
    waiting.push(id);
    redis.write(`${words.join(' ')}\r\n`);
  })
  .on('close', () => redis.end());
