/**
 * The process of all proxies of a soak. When its owner is gone it takes every fault away by itself, passes everything
 * on for as long as somebody is connected, and ends. SIGUSR2 has it take every fault away, whoever sends it.
 */
import { readFileSync } from 'node:fs';
import { Held } from './lane.ts';
import type { FromProxies, Outcome, Request, ToProxies } from './message.ts';
import { TcpProxy } from './proxy.ts';

/** A target that has lost its connection comes again within this, or does not need the proxy. */
const LINGER_MS = 5000;
/** For the listeners, the log, and what Node.js itself has open. */
const SPARE_DESCRIPTORS = 64;
const MOST_DESCRIPTORS = readLimit();
const MOST_CONNECTIONS = Math.max(1, Math.floor((MOST_DESCRIPTORS - SPARE_DESCRIPTORS) / 2));

const proxies = new Map<string, TcpProxy>();
const held = new Held();
let live = 0;
let toldBound = false;
let endIsAsked = false;
let lingering: NodeJS.Timeout | null = null;

// Signals to the whole process group are the owner's to judge.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('SIGTERM', () => {
  endIsAsked = true;
  if (!process.connected) process.exit(0);
});
process.on('SIGUSR2', () => void heal());
process.on('disconnect', () => {
  if (endIsAsked) process.exit(0);
  void heal();
  linger();
});
process.on('message', (message: ToProxies) => {
  const { number } = message;
  answer(message).then(
    (outcome) => tell({ kind: 'done', number, outcome }),
    (error: unknown) =>
      tell({ kind: 'failed', number, why: error instanceof Error ? error.message : String(error) }),
  );
});
if (!process.connected) process.exit(0);

async function answer(request: Request): Promise<Outcome> {
  if (request.kind === 'open') {
    for (const plan of request.proxies) {
      const proxy = new TcpProxy({ plan, held, hasRoom: () => live < MOST_CONNECTIONS, onNoRoom, onCount });
      proxies.set(plan.name, proxy);
      await proxy.follow();
    }
    return { figures: null, live, refuses: false };
  }
  const name = request.kind === 'add' ? request.plan.proxy : request.proxy;
  const proxy = proxies.get(name);
  if (proxy === undefined) throw new Error(`there is no proxy ${name}`);
  const figures = await figuresOf(request, proxy);
  return { figures, live: proxy.live, refuses: await proxy.refuses() };
}

function figuresOf(request: Exclude<Request, { kind: 'open' }>, proxy: TcpProxy) {
  if (request.kind === 'add') return proxy.add(request.fault, request.plan, request.seed);
  return request.kind === 'look' ? proxy.look(request.fault) : proxy.remove(request.fault);
}

async function heal(): Promise<void> {
  for (const proxy of proxies.values()) await proxy.heal().catch(() => {});
}

function onNoRoom(): void {
  if (toldBound) return;
  toldBound = true;
  tell({ kind: 'bound', connections: MOST_CONNECTIONS, descriptors: MOST_DESCRIPTORS });
}

function onCount(change: number): void {
  live += change;
  if (!process.connected) linger();
}

/** Nobody is connected, and nobody comes. */
function linger(): void {
  if (lingering !== null) clearTimeout(lingering);
  lingering = live > 0 ? null : setTimeout(() => process.exit(0), LINGER_MS);
}

function tell(message: FromProxies): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

/** proc_pid_limits(5): the soft limit, which Node.js has raised to the hard one. */
function readLimit(): number {
  const limits = readFileSync('/proc/self/limits', 'latin1');
  const found = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
  return found === undefined || found === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(found);
}
