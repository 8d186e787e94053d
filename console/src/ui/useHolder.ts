import { useTranslation } from 'react-i18next';
import { holderOf } from '../routes/permission';
import { useCodes } from './useCodes';

/** Who can grant an operation, in words. */
export function useHolder() {
  const { t } = useTranslation();
  const { book } = useCodes();
  return (operation: string) => (operation.startsWith('account.') ? t('accounts.manager') : book.role[holderOf(operation)]);
}
