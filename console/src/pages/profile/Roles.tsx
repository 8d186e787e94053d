// One's own roles: where each is held, and until when.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, type Me } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { daysLeft } from './term';

export function Roles() {
  const { t } = useTranslation();
  const { assignments } = useMe();
  if (!assignments.length) return t('profile.noRole');
  return (
    <ul className="plain-list roles" aria-label={t('profile.roles')}>
      {assignments.map((held) => (
        <Role key={[held.role, held.school?.id, held.department].join()} held={held} />
      ))}
    </ul>
  );
}

function Role({ held }: { held: Me['assignments'][number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now] = useState(() => Date.now());
  const left = daysLeft(held.ends_at, now);
  return (
    <li>
      {[format.role(held), held.school?.name, held.department].filter(Boolean).join(' · ')}
      {held.ends_at && (
        <span className="about block">
          {t('profile.until', { time: format.time(held.ends_at) })} {left && <span className="tag wait">{t('profile.daysLeft', { n: left })}</span>}
        </span>
      )}
    </li>
  );
}
