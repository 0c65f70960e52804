/**
 * A control group of its own for each machine: systemd-nspawn takes the one that it is started in for the container's
 * root, and the systemds of two containers must not take each other's services for their own.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where control groups of version 2 are, and beside them, where there are both, those that systemd counts by. */
function hierarchies(): { readonly mount: string; readonly path: string }[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  // cgroups(7): hierarchy-id:controllers:path; version 2 has id 0 and no controllers.
  const mine = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  return mine.flatMap((line) => {
    const [id, controllers, ...path] = line.split(':');
    const isUnified = id === '0';
    if (!isUnified && controllers !== 'name=systemd') return [];
    const mounted = mounts.find((mount) =>
      isUnified ? / - cgroup2 /.test(mount) : / - cgroup \S+ \S*name=systemd/.test(mount),
    );
    // proc(5): the fifth field is the place.
    const mount = mounted?.split(' ')[4];
    return mount === undefined ? [] : [{ mount, path: path.join(':') }];
  });
}

export class ControlGroup {
  readonly #folders: readonly string[];

  constructor(name: string) {
    this.#folders = hierarchies().map(({ mount, path }) => join(mount, path, name));
    for (const folder of this.#folders) mkdirSync(folder, { recursive: true });
  }

  /** The words that run a command in it, under the pid of who runs them. */
  entering(command: readonly string[]): string[] {
    const enter = 'while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs"; shift; done; shift; exec "$@"';
    return ['sh', '-ec', enter, 'sh', ...this.#folders, '--', ...command];
  }

  /** Nothing must run in it any more. */
  [Symbol.dispose](): void {
    for (const folder of this.#folders)
      execFileSync('find', [folder, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';']);
  }
}
