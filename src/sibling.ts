/**
 * Threads and processes are started by file name, which TypeScript does not rewrite: in a checkout the file is
 * a .ts, in a packed release a .js, and always of the same kind as the file that starts it.
 */
export function siblingModule(name: string, importMetaUrl: string): URL {
  const extension = importMetaUrl.endsWith('.ts') ? '.ts' : '.js';
  return new URL(`${name}${extension}`, importMetaUrl);
}

/**
 * Read by libc and Node.js when they start, and set by the script that started soakd for soakd alone: taken out of this
 * process's environment, so that no target inherits them, and handed on to soakd's own threads and processes. Without
 * the compile cache each of them would strip the types of its files anew, for 15 MB of memory and most of its start.
 */
const own: Record<string, string> = {};

/** Called once, before anything is started. */
export function takeOwnEnvironment(): void {
  for (const name of ['MALLOC_ARENA_MAX', 'NODE_COMPILE_CACHE']) {
    const value = process.env[name];
    if (process.env[`SOAKD_SET_${name}`] !== '1' || value === undefined) continue;
    own[name] = value;
    delete process.env[`SOAKD_SET_${name}`];
    delete process.env[name];
  }
}

/** For a thread or process of soakd's own. */
export function siblingEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...own };
}

/** For a process of soakd's own that starts foreign programs, and so takes its environment first. */
export function takingEnvironment(): NodeJS.ProcessEnv {
  const taken = Object.keys(own).map((name) => [`SOAKD_SET_${name}`, '1'] as const);
  return { ...siblingEnvironment(), ...Object.fromEntries(taken) };
}
