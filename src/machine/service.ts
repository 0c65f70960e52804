/** Whether soakd can run here as a service. */
import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { answerOf } from './ask.ts';
import { type Finding, limited, ok } from './finding.ts';
import type { MachinePlace } from './place.ts';

const UNIT = 'soakd.service';
/** systemd.unit(5). */
const FOLDERS = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

export async function examineService(place: MachinePlace): Promise<Finding[]> {
  // sd_booted(3)
  if (!existsSync(`${place.root}/run/systemd/system`))
    return [
      limited(
        'systemd',
        'does not run this machine: no schedules that survive a reboot, no units to watch',
        'soakd daemon runs in the foreground; let what starts this machine start it',
      ),
    ];
  const version = /^systemd (\S+)/.exec((await answerOf('systemctl', ['--version'])) ?? '')?.[1];
  return [ok('systemd', version ?? 'runs'), await unit(place), ...lingering(place)];
}

async function unit({ root }: MachinePlace): Promise<Finding> {
  const folder = FOLDERS.find((one) => existsSync(`${root}${one}/${UNIT}`));
  if (folder === undefined)
    return limited(
      UNIT,
      'not installed: soaks run in the foreground only',
      'sudo scripts/install, then sudo systemctl enable --now soakd',
    );
  const [active, enabled] = await Promise.all(
    ['is-active', 'is-enabled'].map((question) => answerOf('systemctl', [question, UNIT])),
  );
  if (active === 'active') return ok(UNIT, `runs, ${enabled ?? 'not enabled'}`);
  return limited(UNIT, `installed in ${folder}, and does not run`, 'sudo systemctl enable --now soakd');
}

/** loginctl(1): without it the services of a user end with the last session. */
function lingering({ root }: MachinePlace): Finding[] {
  const { uid, username } = userInfo();
  if (uid === 0 || !existsSync(`${homedir()}/.config/systemd/user/${UNIT}`)) return [];
  return [
    existsSync(`${root}/var/lib/systemd/linger/${username}`)
      ? ok('linger', 'on: your own soakd.service outlives your sessions')
      : limited(
          'linger',
          'off: your own soakd.service ends when you log out',
          `loginctl enable-linger ${username}`,
        ),
  ];
}
