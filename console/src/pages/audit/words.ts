import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useCodes } from '../../ui/useCodes';

type Entry = Schemas['AuditEntry'];

/** An audit entry in words. An operation younger than this console is named as "other". */
export function useAuditWords() {
  const { t } = useTranslation();
  const { book } = useCodes();
  const operations: Record<string, string> = book.operation;
  const kinds: Record<string, string> = book.objectKind;
  const actors: Record<string, string> = book.actorKind;
  return {
    operation: (code: string) => operations[code] ?? t('audit.other', { code }),
    actor: ({ actor }: Entry) => (actor.kind === 'account' ? actor.label : [actors[actor.kind], actor.label].filter(Boolean).join(' · ')),
    object: ({ object }: Entry) => (object ? `${kinds[object.kind] ?? book.objectKind.other} · ${object.label}` : '—'),
  };
}
