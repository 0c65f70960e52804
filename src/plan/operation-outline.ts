/** The operations of a load in words. */
import type { OperationPlan } from './plan.ts';
import { word } from './word.ts';

/** What it does, and what it expects. */
export function operationText(operation: OperationPlan): string {
  if (operation.kind === 'tcp') {
    const { expect } = operation;
    const reply = expect.kind === 'line' ? `a line that matches ${word(expect.matches)}` : word(expect.text);
    return `tcp ${operation.host}:${operation.port} sends ${word(operation.send)}, expects ${reply}`;
  }
  const { status, bodyContains, bodyMatches } = operation.expect;
  const due = [status.length === 0 ? '2xx or 3xx' : status.join(' or ')];
  if (bodyContains !== null) due.push(`a body with ${word(bodyContains)}`);
  if (bodyMatches !== null) due.push(`a body that matches ${word(bodyMatches)}`);
  return `${operation.method} ${word(operation.url)}, expects ${due.join(', ')}`;
}

/** Where the load goes, each once. */
export function destinations(operations: readonly OperationPlan[]): string[] {
  return [...new Set(operations.map(destination))];
}

function destination(operation: OperationPlan): string {
  if (operation.kind === 'tcp') return `${operation.host}:${operation.port}`;
  return operation.url.slice('http://'.length).split(/[/?#]/)[0] ?? '';
}
