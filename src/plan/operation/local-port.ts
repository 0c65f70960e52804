import type { OperationPlan } from './operation-plan.ts';

/** The port of an operation that goes to this machine; null: it goes elsewhere, or to no port. */
export function localPort(operation: OperationPlan): number | null {
  if (operation.kind === 'tcp' || operation.kind === 'tcp-script')
    return isLocal(operation.host) ? operation.port : null;
  if (operation.kind !== 'http' && operation.kind !== 'ws') return null;
  const [authority = ''] = operation.url.replace(/^(http|ws):\/\//, '').split(/[/?#]/);
  const { hostname, port } = new URL(`http://${authority}/`);
  return isLocal(hostname) ? Number(port === '' ? 80 : port) : null;
}

function isLocal(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost';
}
