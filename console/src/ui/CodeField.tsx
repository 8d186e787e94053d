import { Form, Input, type InputRef } from 'antd';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';

/** A second factor's code: six digits of an app, or a recovery code. */
export function CodeField({ input, appOnly }: { input?: Ref<InputRef>; appOnly?: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="code"
      label={t('factor.code')}
      extra={appOnly ? t('factor.codeOfApp') : t('factor.codeHelp')}
      rules={[{ required: true, whitespace: true, message: t('form.required', { field: t('factor.code') }) }]}
    >
      <Input
        {...(input && { ref: input })}
        size="large"
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={appOnly ? 6 : 24}
        {...(appOnly && { inputMode: 'numeric' as const })}
      />
    </Form.Item>
  );
}
