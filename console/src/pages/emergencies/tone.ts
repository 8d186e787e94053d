import type { Schemas } from '../../api/client';

/** The colour of an emergency's state. */
export const TONE: Record<Schemas['EmergencyState'], string> = {
  requested: 'waiting',
  confirmed: 'crisis',
  ended: 'waiting',
  reported: 'done',
  refused: 'plain',
  lapsed: 'plain',
};
