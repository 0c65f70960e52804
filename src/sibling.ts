/**
 * Threads and processes are started by file name, which TypeScript does not rewrite: in a checkout the file is
 * a .ts, in a packed release a .js, and always of the same kind as the file that starts it.
 */
export function siblingModule(name: string, importMetaUrl: string): URL {
  const extension = importMetaUrl.endsWith('.ts') ? '.ts' : '.js';
  return new URL(`${name}${extension}`, importMetaUrl);
}
