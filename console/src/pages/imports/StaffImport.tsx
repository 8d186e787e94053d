import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';
import { ImportWizard } from './ImportWizard';
import { staffSource } from './source';

export default function StaffImport() {
  const { t } = useTranslation();
  return (
    <Page title={t('imports.staff.title')} note={t('imports.staff.note')}>
      <ImportWizard source={staffSource} />
    </Page>
  );
}
