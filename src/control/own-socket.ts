/** Where a foreground run listens: in a folder of its user alone, by the name of its process. */
import { readdirSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { removeIfDead } from './socket-file.ts';

/** So many left by killed runs are cleared at once; the next run sees to more. */
const SWEPT = 100;

export function ownSocket(environment: NodeJS.ProcessEnv, pid = process.pid): string {
  return join(ownFolder(environment), `${pid}.sock`);
}

/** The XDG folder of the user, unless it is another's, as after sudo -E; /tmp, since TMPDIR may be too long a path. */
function ownFolder(environment: NodeJS.ProcessEnv): string {
  const mine = process.getuid?.() ?? 0;
  const runtime = environment['XDG_RUNTIME_DIR'] ?? '';
  if (isAbsolute(runtime) && statSync(runtime, { throwIfNoEntry: false })?.uid === mine) {
    return join(runtime, 'soakd');
  }
  return `/tmp/soakd-${mine}`;
}

/** Removes the sockets of runs that were killed. Nothing else is touched, and what cannot be removed stays. */
export async function sweepDead(folder: string): Promise<void> {
  const names = readdirSync(folder).filter((name) => /^\d+\.sock$/.test(name));
  await Promise.allSettled(names.slice(0, SWEPT).map((name) => removeIfDead(join(folder, name))));
}
