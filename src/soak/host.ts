/** Facts about the machine and the program that a later reader of a run needs to compare it with another. */
import { cpus, hostname, release, totalmem } from 'node:os';

export interface HostFacts {
  readonly hostname: string;
  readonly kernel: string;
  readonly cores: number;
  readonly cpuModel: string;
  readonly memoryBytes: number;
  readonly node: string;
  readonly soakd: string;
}

export function readHostFacts(version: string): HostFacts {
  const processors = cpus();
  return {
    hostname: hostname(),
    kernel: release(),
    cores: processors.length,
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    memoryBytes: totalmem(),
    node: process.version,
    soakd: version,
  };
}
