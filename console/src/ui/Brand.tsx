import { useTranslation } from 'react-i18next';
import mark from '../favicon.svg';

export function Brand() {
  const { t } = useTranslation();
  return (
    <span className="brand">
      <img src={mark} alt="" width={28} height={28} />
      <b>{t('product.name')}</b>
    </span>
  );
}
