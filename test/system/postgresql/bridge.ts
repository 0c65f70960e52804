/**
 * `node bridge.ts PORT SOUND_PORT LEAKY_PORT`: one long-lived psql session with each PostgreSQL, fed over HTTP.
 * GET /sound and /leaky run an ordinary query and an update; GET /leaky/prepare prepares a statement under a new name, which
 * nothing ever deallocates. GET /<which>/account tells the bytes of the session's memory contexts.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const ACCOUNTS = 5000;

class Session {
  readonly #psql;
  readonly #waiting: ((line: string) => void)[] = [];
  #lines: string[] = [];
  #sequence = 0;

  constructor(port: number) {
    this.#psql = spawn(
      'psql',
      ['-h', '127.0.0.1', '-p', String(port), '-U', 'soak', '-d', 'postgres', '-X', '-q', '-A', '-t'],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    createInterface(this.#psql.stdout).on('line', (line) => {
      if (line !== 'done') return void this.#lines.push(line);
      this.#waiting.shift()?.(this.#lines.join('\n'));
      this.#lines = [];
    });
    this.#psql.stdin.write(
      `CREATE TABLE account AS SELECT n AS id, 100 AS balance, repeat('x', 80) AS note FROM generate_series(1, ${ACCOUNTS}) AS n;
       ALTER TABLE account ADD PRIMARY KEY (id);\n`,
    );
  }

  run(sql: string): Promise<string> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#psql.stdin.write(`${sql};\n\\echo done\n`);
    });
  }

  query(): Promise<string> {
    this.#sequence += 1;
    const id = 1 + ((this.#sequence * 7919) % ACCOUNTS);
    return this.run(
      `UPDATE account SET balance = balance + 1 WHERE id = ${id}; SELECT balance, note FROM account WHERE id = ${id}`,
    );
  }

  prepare(): Promise<string> {
    this.#sequence += 1;
    return this.run(
      `PREPARE statement_${this.#sequence} (int) AS SELECT balance, note FROM account WHERE id = $1 AND balance > 0`,
    );
  }

  account(): Promise<string> {
    return this.run('SELECT sum(total_bytes), sum(used_bytes) FROM pg_backend_memory_contexts');
  }

  end(): void {
    this.#psql.stdin.end();
  }
}

const [port, ...targets] = process.argv.slice(2).map(Number);
const [sound, leaky] = targets.map((target) => new Session(target));
const answers = new Map([
  ['/sound', () => sound?.query()],
  ['/leaky', () => leaky?.query()],
  ['/leaky/prepare', () => leaky?.prepare()],
  ['/sound/account', () => sound?.account()],
  ['/leaky/account', () => leaky?.account()],
]);

const server = createServer(async (request, response) => {
  const answer = answers.get(request.url ?? '/');
  if (request.url === '/health') response.end('ready\n');
  else if (answer === undefined) response.writeHead(404).end();
  else response.end(`${await answer()}\n`);
});
server.listen(port, '127.0.0.1');
process.once('SIGTERM', () => {
  sound?.end();
  leaky?.end();
  server.close();
  server.closeAllConnections();
});
