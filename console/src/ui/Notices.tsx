// What every page with screening figures says: that it is no diagnosis, and whether the data are made up.
import { ExperimentOutlined, InfoCircleOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

export function ScreeningNotice() {
  const { t } = useTranslation();
  return (
    <p className="census-notice">
      <InfoCircleOutlined aria-hidden /> <b>{t('census.notice')}</b>
      <span>{t('census.noticeText')}</span>
    </p>
  );
}

export function SyntheticBanner({ shown }: { shown: boolean | undefined }) {
  const { t } = useTranslation();
  if (!shown) return null;
  return (
    <p className="synthetic">
      <ExperimentOutlined aria-hidden /> <b>{t('census.synthetic')}</b>
      <span>{t('census.syntheticText')}</span>
    </p>
  );
}
