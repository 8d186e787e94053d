import { useTranslation } from 'react-i18next';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';

/** Why somebody is on the list: the level, a crisis item, or both; an invalid paper hides neither. */
export function Reasons({ level, crisis }: { level: string; crisis: boolean }) {
  const { t } = useTranslation();
  const { book, word } = useCodes();
  return (
    <span className="row-actions">
      <StateTag state={level === 'L1' ? 'crisis' : 'plain'} word={word(book.riskLevel, level)} />
      {crisis && <StateTag state="crisis" word={t('contacts.crisis')} />}
    </span>
  );
}
