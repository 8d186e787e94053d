import { Form, Input, type FormRule } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';

export type Rules = Schemas['PasswordRules'];

/** The kinds of characters that rules count, as the server does. */
export function kinds(password: string): number {
  const text = password.normalize('NFKC');
  return [/\p{Lu}/u, /\p{Ll}/u, /\p{N}/u, /[^\p{Lu}\p{Ll}\p{N}]/u].filter((kind) => kind.test(text)).length;
}

/** Characters, as the server counts them. */
export const length = (password: string) => [...password.normalize('NFKC')].length;

/** The requirements, before anything is typed. The server has the last word. */
export function PasswordRules({ rules }: { rules: Rules }) {
  const { t } = useTranslation();
  return (
    <div className="password-rules">
      <b>{t('activate.rules')}</b>
      <ul>
        <li>{t('activate.ruleLength', { shortest: rules.shortest, longest: rules.longest })}</li>
        {rules.kinds > 1 && <li>{t('activate.ruleKinds', { n: rules.kinds })}</li>}
        <li>{t('activate.ruleLogin')}</li>
        <li>{t('activate.ruleCommon')}</li>
        {rules.remembered > 0 && <li>{t('activate.ruleRemembered', { n: rules.remembered })}</li>}
        {rules.days ? <li>{t('activate.ruleDays', { n: rules.days })}</li> : null}
      </ul>
    </div>
  );
}

/** Rules for a new password in field `name` and for its repetition. Nothing is cut off: what is too long is said. */
function useFormRules(name: string, rules: Rules): { password: FormRule[]; again: FormRule[] } {
  const { t } = useTranslation();
  const field = t('activate.password');
  const refusal = (value: string) => {
    if (length(value) < rules.shortest) return t('form.minLength', { field, n: rules.shortest });
    if (length(value) > rules.longest) return t('form.maxLength', { field, n: rules.longest });
    if (kinds(value) < rules.kinds) return t('activate.ruleKinds', { n: rules.kinds });
    return undefined;
  };
  return {
    password: [
      { required: true, message: t('form.required', { field }) },
      {
        validator: (_rule, value?: string) => {
          const refused = value ? refusal(value) : undefined;
          return refused ? Promise.reject(new Error(refused)) : Promise.resolve();
        },
      },
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

/** The rules, a new password in field `name`, and its repetition in field `again`. */
export function NewPassword({ name, labels, rules, size }: { name: string; labels: [string, string]; rules: Rules; size?: 'large' }) {
  const formRules = useFormRules(name, rules);
  return (
    <>
      <PasswordRules rules={rules} />
      <Form.Item name={name} label={labels[0]} rules={formRules.password}>
        <Input.Password size={size} autoComplete="new-password" visibilityToggle={false} />
      </Form.Item>
      <Form.Item name="again" label={labels[1]} dependencies={[name]} rules={formRules.again}>
        <Input.Password size={size} autoComplete="new-password" visibilityToggle={false} />
      </Form.Item>
    </>
  );
}
