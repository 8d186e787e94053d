import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { placeOf, useMe } from '../../api/session';
import { Page } from '../../ui/Page';
import { ImportWizard } from './ImportWizard';
import { provinceSource } from './source';

export default function SchoolImport() {
  const { t } = useTranslation();
  const province = placeOf(useMe());
  const source = useMemo(() => provinceSource(province), [province]);
  return (
    <Page title={t('imports.provinceTitle')}>
      <ImportWizard source={source} />
    </Page>
  );
}
