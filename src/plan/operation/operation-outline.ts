/** The operations of a load in words. */

import type { RefusalPlan } from '../corpus/corpus-plan.ts';
import { word } from '../document/word.ts';
import { bodyCheckTexts } from './body-checks.ts';
import { policyText } from './client-policy.ts';
import { httpExtraTexts } from './http-extras.ts';
import type { OperationPlan } from './operation-plan.ts';
import type {
  CommandOperationPlan,
  ExecOperationPlan,
  StdioOperationPlan,
} from './process-operation-plan.ts';
import type { TcpScriptPlan, TcpStep } from './tcp-script-plan.ts';
import type { WsOperationPlan } from './ws-operation-plan.ts';

/** What it does, what it expects, what counts as a refusal, and what is done about failures. */
export function operationText(operation: OperationPlan): string {
  const { blocked = [] } = operation;
  const refusals = blocked.map(refusalText).join(', or ');
  const policy = operation.policy === undefined ? '' : `; ${policyText(operation.policy)}`;
  return actText(operation) + (refusals === '' ? '' : `; blocked by ${refusals}`) + policy;
}

function refusalText({ codes, contains, matches }: RefusalPlan): string {
  const given = [
    codes.length === 0 ? [] : [codes.join(' or ')],
    contains === null ? [] : [`a reply with ${word(contains)}`],
    matches === null ? [] : [`a reply that matches ${word(matches)}`],
  ];
  return given.flat().join(' and ');
}

function actText(operation: OperationPlan): string {
  if (operation.kind === 'tcp-script') return scriptText(operation);
  if (operation.kind === 'command') return toolText(operation);
  if (operation.kind === 'counted') return 'what its output tells of its requests';
  if (operation.kind === 'flow') return `does ${operation.steps.join(', then ')}`;
  if (operation.kind === 'exec') return execText(operation);
  if (operation.kind === 'stdio') return stdioText(operation);
  if (operation.kind === 'module') return `calls ${word(operation.file)}`;
  if (operation.kind === 'ws') return wsText(operation);
  if (operation.kind === 'tcp') {
    const { expect } = operation;
    const reply = expect.kind === 'line' ? `a line that matches ${word(expect.matches)}` : word(expect.text);
    return `tcp ${operation.host}:${operation.port} sends ${word(operation.send)}, expects ${reply}`;
  }
  const { status, bodyContains, bodyMatches, body = null } = operation.expect;
  const due = [status.length === 0 ? '2xx or 3xx' : status.join(' or ')];
  if (bodyContains !== null) due.push(`a body with ${word(bodyContains)}`);
  if (bodyMatches !== null) due.push(`a body that matches ${word(bodyMatches)}`);
  if (body !== null) due.push(...bodyCheckTexts(body));
  const extras = httpExtraTexts(operation)
    .map((each) => `, ${each}`)
    .join('');
  return `${operation.method} ${word(operation.url)}${extras}, expects ${due.join(', ')}`;
}

function scriptText({ host, port, greeting, steps, keep }: TcpScriptPlan): string {
  const connection = keep ? 'a kept connection' : 'a connection of its own';
  const first = greeting.length === 0 ? '' : `, which begins with: ${greeting.map(stepText).join(', ')}`;
  return `tcp ${host}:${port} on ${connection}${first}; ${steps.map(stepText).join(', ')}`;
}

function stepText(step: TcpStep): string {
  switch (step.kind) {
    case 'send':
      return `sends ${word(step.text)}`;
    case 'send-bytes':
      return `sends ${bytesText(step.base64)}`;
    case 'line':
      return `expects a line that matches ${word(step.matches)}`;
    case 'text':
      return `expects ${word(step.text)}`;
    case 'bytes':
      return `expects ${bytesText(step.base64)}`;
    case 'skip':
      return `expects ${step.bytes} bytes`;
    case 'closed':
      return 'expects the end of the connection';
  }
}

/** In hex, the first of many. */
function bytesText(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  const shown = bytes.subarray(0, 16).toString('hex');
  return bytes.length > 16 ? `${shown}… (${bytes.length} bytes)` : shown;
}

function execText({ program, input, expect }: ExecOperationPlan): string {
  const { exit, contains, matches } = expect;
  const due = [`exit code ${exit.join(' or ')}`];
  if (contains !== null) due.push(`output with ${word(contains)}`);
  if (matches !== null) due.push(`output that matches ${word(matches)}`);
  const given = input === null ? '' : ' with an input';
  return `runs ${program.command.map(word).join(' ')}${given}, expects ${due.join(', ')}`;
}

function toolText({ program, exit, lines }: CommandOperationPlan): string {
  const told = lines === null ? '' : `, lines that match ${word(lines)} tell of its requests`;
  return `runs ${program.command.map(word).join(' ')}, expects exit code ${exit.join(' or ')}${told}`;
}

function stdioText({ program, send, idField, expect }: StdioOperationPlan): string {
  const due = [`an answer with its ${word(idField)}`];
  if (expect.contains !== null) due.push(`with ${word(expect.contains)}`);
  if (expect.matches !== null) due.push(`that matches ${word(expect.matches)}`);
  return `sends the line ${word(send)} to ${program.command.map(word).join(' ')}, expects ${due.join(' ')}`;
}

/** Where the load goes, each once. */
export function destinations(operations: readonly OperationPlan[]): string[] {
  return [...new Set(operations.flatMap((operation) => destination(operation) ?? []))];
}

/** What the load starts or runs on the machine, in words. */
export function startLines(operations: readonly OperationPlan[]): string[] {
  return operations.flatMap((operation) => {
    if (operation.kind === 'module')
      return [`runs the code of ${word(operation.file)} as the user that runs soakd`];
    if (operation.kind !== 'exec' && operation.kind !== 'stdio' && operation.kind !== 'command') return [];
    const { command, workingDirectory } = operation.program;
    const many =
      operation.kind !== 'stdio'
        ? 'each'
        : operation.children === 1
          ? 'all'
          : `all, ${operation.children} of it`;
    return [
      `starts ${command.map(word).join(' ')} for ${many} ${operation.name}, in ${word(workingDirectory)}`,
    ];
  });
}

/** Opening connections is a deed of its own. */
function wsText({ url, does }: WsOperationPlan): string {
  if (does.kind === 'publish') {
    const { connections, openPerSecond, channels, channelsEach, message } = does;
    const number = (count: number) => count.toLocaleString('en-US');
    const pool = `${number(connections)} connections, opened at ${number(openPerSecond)}/s`;
    const subscriptions = `${number(connections * channelsEach)} subscriptions to ${number(channels)} channels`;
    return `ws ${word(url)}: ${pool}, with ${subscriptions}; publishes ${word(message)}, expects it at each subscriber, once, whole and in order`;
  }
  const { message, fresh, expect } = does;
  const where = `ws ${word(url)}${fresh ? ', a connection for each' : ''}`;
  if (message === null) return `${where}: connects`;
  const due = ['a message'];
  if (expect.contains !== null) due.push(`with ${word(expect.contains)}`);
  if (expect.matches !== null) due.push(`that matches ${word(expect.matches)}`);
  return `${where}: sends ${word(message)}, expects ${due.join(' ')}`;
}

/** null: to a program, not to an address. */
function destination(operation: OperationPlan): string | null {
  if (operation.kind === 'tcp' || operation.kind === 'tcp-script')
    return `${operation.host}:${operation.port}`;
  if (operation.kind !== 'http' && operation.kind !== 'ws') return null;
  return operation.url.replace(/^(http|ws):\/\//, '').split(/[/?#]/)[0] ?? '';
}
