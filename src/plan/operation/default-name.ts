/** Names for operations that the plan does not name. */

/** The http method, else the kind. */
export function defaultOperationName(operation: object): string {
  const http = 'http' in operation && typeof operation.http === 'object' ? operation.http : null;
  if (http !== null) return METHODS.find((method) => method in http) ?? 'http';
  return OPERATION_KINDS.find((kind) => kind in operation) ?? 'tcp';
}

/** As the plan writes them. */
export const OPERATION_KINDS = ['http', 'tcp', 'exec', 'stdio', 'module', 'ws', 'flow', 'command'] as const;

/** As the plan writes them. */
export const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;
