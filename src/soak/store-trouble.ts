/** What is wrong with the database, in the words of a message to the user. */
import { formatBytes } from '../plan/quantity/quantity.ts';
import type { StoreTrouble } from '../store/writer-message.ts';

export function describeTrouble(trouble: StoreTrouble): string {
  switch (trouble.kind) {
    case 'failing':
      return `nothing can be written to the database (${trouble.message}); samples are kept in memory`;
    case 'recovered':
      return `the database can be written again, after ${Math.round(trouble.afterMs / 1000)} s`;
    case 'disk-full':
      return `the disk of the database is full: soakd writes on in the ${formatBytes(trouble.leftBytes)} it had put by; free some space`;
    case 'disk-has-room':
      return 'the disk of the database has room again';
    case 'rejected':
      return `a record was left out: ${trouble.message}`;
    case 'dropping':
      return 'the memory for samples that cannot be written is full: newer ones are lost';
    case 'log-growing':
      return `a reader keeps the write-ahead log from being emptied: ${formatBytes(trouble.bytes)}`;
    case 'damaged':
      return `the database was damaged (${trouble.message}): it was set aside as ${trouble.aside}, and a fresh one goes on`;
    case 'displaced':
      return `${trouble.message}; what was in it is in ${trouble.file}, and soakd writes on there`;
    case 'restarted':
    case 'crashed':
      return trouble.message;
    default:
      return trouble satisfies never;
  }
}
