/**
 * A counter with a fixed number of clerks, for the example plans beside it: `node counter.mjs PORT CLERKS SERVICE_MS`.
 * A request takes one clerk for the service time. Where all are busy it is refused at once with status 503, so that the
 * most users it can serve are as many as its clerks, and the most requests a second CLERKS × 1000 / SERVICE_MS.
 */
import { createServer } from 'node:http';

const [port, clerks, serviceMs] = process.argv.slice(2).map(Number);
let busy = 0;

const server = createServer((request, response) => {
  if (request.url === '/health') return void response.end('open\n');
  if (busy === clerks) {
    response.statusCode = 503;
    return void response.end('all clerks are busy\n');
  }
  busy += 1;
  setTimeout(() => {
    busy -= 1;
    response.end('served\n');
  }, serviceMs);
});

server.listen(port, '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
