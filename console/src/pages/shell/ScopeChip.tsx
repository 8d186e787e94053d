import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';

/** Whose data is on the screen: 教育部 / 四川省 / 四川大学. */
export function ScopeChip() {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const text = me.scope.map((part) => format.name(part)).join(' / ');
  return (
    <span className={`scope ${me.scope[me.scope.length - 1]?.kind ?? ''}`} title={text}>
      <span className="for-readers">{t('nav.scope')}: </span>
      {text}
    </span>
  );
}
