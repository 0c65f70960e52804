/** Operations at full speed, one after another on each of some connections. */
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';

/** Python's server writes head and body apart, which costs each connection 40 ms an answer (Nagle and delayed ACK). */
const CONNECTIONS = 32;
/** So many commands are under way at once over TCP. */
const BATCH = 100;

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

export async function fetchText(port: number, path: string): Promise<string> {
  const [response] = await once(get({ host: '127.0.0.1', port, path, agent }), 'response');
  let text = '';
  for await (const part of response) text += part;
  if (response.statusCode !== 200) throw new Error(`expected 200 of ${path}, found ${response.statusCode}`);
  return text;
}

export async function driveHttp(
  port: number,
  pathOf: (index: number) => string,
  fromIndex: number,
  toIndex: number,
): Promise<void> {
  let next = fromIndex;
  const client = async (): Promise<void> => {
    while (next < toIndex) {
      const path = pathOf(next);
      next += 1;
      await fetchText(port, path);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
}

/** Each operation is answered by one line. */
export async function driveTcp(
  port: number,
  textOf: (index: number) => string,
  fromIndex: number,
  toIndex: number,
): Promise<void> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  await once(socket, 'connect');
  let answered = fromIndex;
  for (let next = fromIndex; next < toIndex; ) {
    const end = Math.min(toIndex, next + BATCH);
    let batch = '';
    for (; next < end; next += 1) batch += textOf(next);
    socket.write(batch);
    while (answered < end) {
      const [text] = await once(socket, 'data');
      answered += text.split('\n').length - 1;
    }
  }
  socket.destroy();
}

export async function ask(port: number, text: string, end: RegExp): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  socket.write(text);
  let answer = '';
  while (!end.test(answer)) answer += (await once(socket, 'data'))[0];
  socket.destroy();
  return answer;
}
