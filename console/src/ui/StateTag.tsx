/** A state in words and colour; the words alone suffice. */
const TONES: Record<string, string> = {
  active: 'good',
  done: 'good',
  create: 'good',
  invited: 'wait',
  provisioning: 'wait',
  waiting: 'wait',
  validated: 'wait',
  opening: 'busy',
  closing: 'busy',
  reading: 'busy',
  committing: 'busy',
  open: 'good',
  running: 'busy',
  update: 'busy',
  suspended: 'bad',
  disabled: 'bad',
  left: 'plain',
  failed: 'bad',
  denied: 'bad',
  error: 'bad',
  invalid: 'bad',
  overdue: 'bad',
  crisis: 'bad',
};

export function StateTag({ state, word }: { state: string; word: string }) {
  return <span className={`tag ${TONES[state] ?? 'plain'}`}>{word}</span>;
}
