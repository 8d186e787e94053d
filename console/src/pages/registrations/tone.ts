import type { Schemas } from '../../api/client';

/** The colour of a registration's state. */
export const TONE: Record<Schemas['RegistrationState'], string> = {
  draft: 'plain',
  submitted: 'waiting',
  under_review: 'running',
  approved: 'done',
  refused: 'failed',
  withdrawn: 'left',
};
