/** All that a machine lets soakd see and do, and what would change the rest. */
import { examineCapacity } from './capacity.ts';
import type { Examination } from './finding.ts';
import { examineKernel } from './kernel.ts';
import { examinePermissions } from './permission.ts';
import { type MachinePlace, THIS_MACHINE } from './place.ts';
import { examineService } from './service.ts';
import { examineStorage } from './storage.ts';
import { examineTime } from './time-keeping.ts';

export async function examineMachine(
  database: string,
  place: MachinePlace = THIS_MACHINE,
): Promise<Examination[]> {
  return [
    { heading: 'What the kernel tells', findings: examineKernel(place) },
    { heading: 'Of other users', findings: examinePermissions(place) },
    { heading: 'Time', findings: await examineTime(place) },
    { heading: 'Database', findings: examineStorage(database) },
    { heading: 'Room for load and analysis', findings: examineCapacity(place) },
    { heading: 'As a service', findings: await examineService(place) },
  ];
}
