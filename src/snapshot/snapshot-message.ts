/** What soakd and the process that looks at a target say to each other. */
import type { EvidenceRequest } from './evidence-command.ts';
import type { CommandEvidence, Picture } from './picture.ts';
import type { Subject } from './take-picture.ts';

export interface SnapshotRequest {
  readonly procRoot: string;
  readonly subject: Subject;
  readonly evidence: EvidenceRequest | null;
}

export type Look = Omit<Picture, 'command' | 'signal'>;

export type SnapshotAnswer =
  /** null: the target is gone. */
  | { readonly kind: 'picture'; readonly picture: Look | null }
  | { readonly kind: 'command'; readonly command: CommandEvidence }
  | { readonly kind: 'failed'; readonly message: string };
