import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { useCodes } from '../../ui/useCodes';

type Entry = Schemas['AuditEntry'];

/** An audit entry in words. An operation younger than this console is named as "other". */
export function useAuditWords() {
  const { t } = useTranslation();
  const format = useFormat();
  const { book } = useCodes();
  const realms = $api.useQuery('get', '/realms', {}, { staleTime: 600_000 }).data?.items ?? [];
  const operations: Record<string, string> = book.operation;
  const kinds: Record<string, string> = book.objectKind;
  const actors: Record<string, string> = book.actorKind;
  const services: Record<string, string> = book.systemActor;
  const reasons: Record<string, string> = { ...book.auditReason, ...book.role };
  /** The part of one unit in a national import is labelled with that unit's code. */
  const label = (text: string) => {
    const realm = realms.find((one) => one.code === text);
    return realm ? format.name(realm) : text;
  };
  const roles: Record<string, string> = book.role;
  const narrowed = (text: string) => {
    const [role = '', operation = ''] = text.split(' ');
    return `${roles[role] ?? role} · ${operations[operation] ?? operation}`;
  };
  const service = (text: string) => {
    const name = text.replace(/^(system|host):/, '');
    return services[name] ?? name;
  };
  return {
    label,
    operation: (code: string) => operations[code] ?? t('audit.other', { code }),
    actor: ({ actor }: Entry) => (actor.kind === 'account' ? actor.label : `${actors[actor.kind] ?? actor.kind} · ${service(actor.label)}`),
    /** What was switched off is named by its role and operation. */
    object: ({ object }: Entry) => (object ? `${kinds[object.kind] ?? book.objectKind.other} · ${object.kind === 'narrowing' ? narrowed(object.label) : label(object.label)}` : '—'),
    /** What a person wrote stands as it is; the server's own short reasons are codes. */
    reason: ({ reason }: Entry) => (reason ? (reasons[reason] ?? reason) : '—'),
  };
}
