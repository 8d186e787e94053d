import { useCodes } from '../../ui/useCodes';

/** A state that is younger than this console has no word: a dash, never a code. */
export function usePartState() {
  const words: Record<string, string> = useCodes().book.partState;
  return (state: string) => words[state] ?? '—';
}
