// What the list and the drawer say alike of an emergency.
import { useTranslation } from 'react-i18next';
import type { Emergency } from '../../api/emergency-calls';
import { useFormat } from '../../i18n/format';

export function useEmergencyWords() {
  const { t } = useTranslation();
  const format = useFormat();
  const who = (actor: Emergency['requested_by'] | undefined | null) => (actor ? (actor.role ? t('emergencies.who', { name: actor.name, role: actor.role }) : actor.name) : '—');
  const time = (one: Emergency) => {
    if (one.state === 'requested') return t('emergencies.confirmBy', { time: format.time(one.confirm_by) });
    if (one.state === 'confirmed') return t('emergencies.until', { time: format.time(one.ends_at) });
    if (one.state === 'lapsed') return one.ended_by ? t('emergencies.takenBack', { who: one.ended_by }) : '—';
    if (!one.ends_at) return '—';
    const ended = t('emergencies.endedAt', { time: format.time(one.ends_at) });
    return one.ended_by ? `${ended} · ${t('emergencies.endedBy', { who: one.ended_by })}` : ended;
  };
  const opened = (one: Emergency) =>
    one.opened_at ? t('emergencies.openedLast', { n: one.opened, time: format.time(one.opened_at) }) : t('emergencies.openedTimes', { n: one.opened });
  const alarm = (one: Emergency) => t('emergencies.alarmSent', { sent: one.alarms_sent, all: one.alarmed });
  const report = (one: Emergency) => {
    if (one.reported_at) return t('emergencies.reportedAt', { time: format.time(one.reported_at) });
    return one.report_due_at ? t('emergencies.reportDue', { time: format.time(one.report_due_at) }) : '—';
  };
  return { who, time, opened, alarm, report };
}
