/** What faults of processes, files and the machine do, in words. */

import { formatBytes, formatDuration } from '../quantity/quantity.ts';
import type { HarmPlan } from './harm-plan.ts';

/** `ends api by SIGKILL`. */
export function harmText(act: HarmPlan): string {
  switch (act.kind) {
    case 'kill':
      return `ends ${act.target} by ${act.signal}`;
    case 'restart':
      return `restarts ${act.target}`;
    case 'limit':
      return `limits ${act.target} to ${limitsText(act)}`;
    case 'remove':
      return `removes ${act.path}`;
    case 'truncate':
      return `cuts ${act.path} to ${act.toBytes} bytes`;
    case 'garble':
      return `garbles ${act.bytes} bytes of ${act.path}`;
    case 'unwritable':
      return `makes ${act.path} unwritable`;
    case 'fill':
      return act.leaveBytes === 0
        ? `fills ${act.mount}`
        : `fills ${act.mount} but for ${formatBytes(act.leaveBytes)}`;
    case 'pressure':
      return `uses up ${usedText(act)}`;
    default:
      return act satisfies never;
  }
}

/** `stranger`: of a target that soakd has not started, in words. */
export function harmReach(act: HarmPlan, stranger: (target: string) => string): string {
  switch (act.kind) {
    case 'kill':
      return `ends a process of ${act.target} by ${act.signal}, and brings it back${stranger(act.target)}`;
    case 'restart':
      return `ends a process of ${act.target} by SIGTERM, after ${formatDuration(act.graceMs)} by SIGKILL, and brings it back${stranger(act.target)}`;
    case 'limit':
      return `limits ${act.target} to ${limitsText(act)}, and takes that back${stranger(act.target)}`;
    case 'remove':
      return `moves ${act.path} aside in its folder, and back in place of what is there then`;
    case 'truncate':
      return `cuts ${act.path} to ${act.toBytes} bytes in place, and puts back what was behind`;
    case 'garble':
      return `changes ${act.bytes} bytes of ${act.path} in place, and back`;
    case 'unwritable':
      return `takes the permission to write from ${act.path} (by chattr +i from root), and gives it back`;
    case 'fill':
      return `fills ${act.mount} with a file of its own, and removes that`;
    case 'pressure':
      return `uses up ${usedText(act)} of this machine`;
    default:
      return act satisfies never;
  }
}

function limitsText({ fds, memoryBytes }: Extract<HarmPlan, { kind: 'limit' }>): string {
  return [
    ...(fds === null ? [] : [`${fds} descriptors`]),
    ...(memoryBytes === null ? [] : [`${formatBytes(memoryBytes)} of memory`]),
  ].join(' and ');
}

function usedText({ cores, memoryBytes }: Extract<HarmPlan, { kind: 'pressure' }>): string {
  return [
    ...(cores === 0 ? [] : [cores === 1 ? '1 core' : `${cores} cores`]),
    ...(memoryBytes === 0 ? [] : [`${formatBytes(memoryBytes)} of memory`]),
  ].join(' and ');
}
