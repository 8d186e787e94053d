import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';
import { ImportWizard } from './ImportWizard';
import { nationalSource } from './source';

export default function NationalImport() {
  const { t } = useTranslation();
  return (
    <Page title={t('imports.nationalTitle')} note={t('imports.nationalNote')}>
      <ImportWizard source={nationalSource} />
    </Page>
  );
}
