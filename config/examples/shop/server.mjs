// A small shop for config/examples/shop.yaml: node server.mjs PORT
// Its visitors have sessions, it counts their visits, takes pictures, and is sometimes too busy to answer.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

let sessions = 0;
let visits = 0;
let asked = 0;

createServer(async (request, response) => {
  asked++;
  if (request.url === '/health') response.end('ok\n');
  else if (request.url === '/busy' && asked % 20 === 0) {
    response.statusCode = 503;
    response.end();
  } else if (request.url === '/picture') {
    const hash = createHash('sha256');
    for await (const piece of request) hash.update(piece);
    json(response, { sha256: hash.digest('hex') });
  } else if (request.url === '/visit') json(response, { visits: ++visits });
  else if (request.url === '/visits') json(response, { visits });
  else {
    const known = /session=\d+/.test(request.headers.cookie ?? '');
    if (!known) response.setHeader('set-cookie', `session=${sessions++}; HttpOnly; Path=/`);
    json(response, { known, sessions: { atMost: Math.max(sessions, 20) } });
  }
}).listen(Number(process.argv[2]), '127.0.0.1');

function json(response, value) {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}
