import type { FormRule } from 'antd';
import { useTranslation } from 'react-i18next';

const SHORTEST = 10;
const LONGEST = 128;

/** The requirements, before anything is typed. The server has the last word. */
export function PasswordRules() {
  const { t } = useTranslation();
  return (
    <div className="password-rules">
      <b>{t('activate.rules')}</b>
      <ul>
        <li>{t('activate.ruleLength')}</li>
        <li>{t('activate.ruleLogin')}</li>
        <li>{t('activate.ruleCommon')}</li>
      </ul>
    </div>
  );
}

/** Rules for a new password in field `name` and for its repetition. */
export function useNewPassword(name: string): { password: FormRule[]; again: FormRule[] } {
  const { t } = useTranslation();
  const field = t('activate.password');
  return {
    password: [
      { required: true, message: t('form.required', { field }) },
      { min: SHORTEST, message: t('form.minLength', { field, n: SHORTEST }) },
      { max: LONGEST, message: t('form.maxLength', { field, n: LONGEST }) },
    ],
    again: [
      { required: true, message: t('form.required', { field: t('activate.again') }) },
      ({ getFieldValue }) => ({
        validator: (_rule, value: string) =>
          !value || value === getFieldValue(name) ? Promise.resolve() : Promise.reject(new Error(t('activate.mismatch'))),
      }),
    ],
  };
}
