/** Names for targets and operations that the plan does not name. */

/** The program's name, or "target". */
export function defaultTargetName(command: readonly string[] | null): string {
  const program = command?.[0]?.split('/').at(-1) ?? '';
  const name = program.replace(/[^A-Za-z0-9_-]/g, '-').replace(/^-+/, '');
  return name === '' ? 'target' : name;
}

/** The http method, or tcp. */
export function defaultOperationName(operation: { readonly http?: object | undefined }): string {
  if (operation.http === undefined) return 'tcp';
  return METHODS.find((method) => method in (operation.http ?? {})) ?? 'http';
}

/** As the plan writes them. */
export const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;
