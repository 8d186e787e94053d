import { DatePicker, Form } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';

/** As the API takes a day; nothing where there is none. */
export const dayOf = (day: Dayjs | null | undefined) => day?.format('YYYY-MM-DD');

/** The last day of an account, which may have none. */
export function ExpiresOn() {
  const { t } = useTranslation();
  return (
    <Form.Item name="expires_on" label={t('accounts.expiresOn') + t('common.optional')} extra={t('accounts.expiresHelp')}>
      <DatePicker className="wide" format="YYYY-MM-DD" minDate={dayjs()} maxDate={dayjs().add(10, 'year').subtract(1, 'day')} />
    </Form.Item>
  );
}
