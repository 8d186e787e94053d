// The application while it is being filled in: what was typed is kept, evidence is attached, then it is submitted.
import { Alert, App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { placeFaults, type FieldPath } from '../../api/faults';
import { asProblem } from '../../api/problem';
import type { Applicant, Application, RegistrationForm } from '../../api/registration';
import { useFormat } from '../../i18n/format';
import { ErrorSummary, type SummaryLine } from '../../ui/ErrorSummary';
import { Facts } from '../../ui/Facts';
import { ProblemView } from '../../ui/ProblemView';
import { Select } from '../../ui/Select';
import { Evidence } from './Evidence';

type Values = RegistrationForm & { identity_number?: string };
const FIELDS: FieldPath[] = [['role'], ['school_id'], ['name'], ['unit'], ['title'], ['specialty'], ['statement'], ['identity_number']];

interface Props {
  mine: Applicant;
  application: Application;
  keep: (application: Application) => void;
  withdraw: () => Promise<void>;
}

export function ApplicationForm({ mine, application, keep, withdraw }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message, modal } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState<'save' | 'submit'>();
  const [problem, setProblem] = useState<unknown>();
  const [above, setAbove] = useState<string[]>([]);
  const [summary, setSummary] = useState<SummaryLine[]>([]);
  const role = Form.useWatch('role', form) ?? application.form.role;
  const kind = application.kinds.find((one) => one.role === role);

  const typed = (): RegistrationForm => {
    const { identity_number: _not_kept, ...values } = form.getFieldsValue(true) as Values;
    return { ...application.form, ...values, school_id: kind?.in_school ? (values.school_id ?? '') : '' };
  };
  const attempt = async (what: 'save' | 'submit', act: () => Promise<Application>) => {
    setBusy(what);
    setProblem(undefined);
    setAbove([]);
    setSummary([]);
    try {
      keep(await act());
      if (what === 'save') void message.success(t('register.saved'));
    } catch (raw) {
      const found = asProblem(raw);
      const { fields, rest } = placeFaults(found, FIELDS);
      form.setFields(fields as never);
      setAbove(rest);
      setSummary(fields.map((field) => ({ name: field.name, message: field.errors[0] ?? '' })));
      setProblem(fields.length || rest.length ? undefined : found);
    } finally {
      setBusy(undefined);
    }
  };
  const submit = (values: Values) =>
    attempt('submit', async () => {
      await mine.fill(typed());
      return mine.submit(values.identity_number?.trim());
    });
  const askWithdraw = () =>
    void modal.confirm({
      title: t('register.withdrawTitle'),
      content: t('register.withdrawDraft'),
      okText: t('register.withdraw'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
      onOk: withdraw,
    });

  return (
    <>
      <Facts
        items={[
          [t('register.realm'), format.name(application.realm)],
          [t('register.email'), application.email_masked],
        ]}
      />
      <p className="help">{t('register.formHelp', { time: format.time(application.link_expires_at) })}</p>
      {problem !== undefined && <ProblemView problem={problem} />}
      {above.map((text) => (
        <Alert key={text} type="error" showIcon role="alert" className="gap" title={text} />
      ))}
      <ErrorSummary lines={summary} focus={(name) => form.scrollToField(name as never, { focus: true })} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ ...application.form, role: application.form.role || undefined }}
        validateTrigger="onBlur"
        scrollToFirstError={{ focus: true }}
        onFinish={(values) => void submit(values)}
      >
        <Form.Item name="role" label={t('register.role')} rules={[{ required: true, message: t('form.choose', { field: t('register.role') }) }]}>
          <Select options={application.kinds.map((one) => ({ value: one.role, label: one.name }))} />
        </Form.Item>
        {kind?.in_school && (
          <Form.Item
            name="school_id"
            label={t('register.school')}
            extra={t('register.schoolHelp')}
            rules={[{ required: true, pattern: /^\s*\d{10}\s*$/, message: t('register.schoolInvalid') }]}
          >
            <Input autoComplete="off" inputMode="numeric" />
          </Form.Item>
        )}
        <Line name="name" autoComplete="name" max={50} required />
        <Line name="unit" autoComplete="organization" required />
        <Line name="title" autoComplete="organization-title" required />
        <Line name="specialty" autoComplete="off" />
        <Form.Item name="identity_number" label={t('register.identity') + t('common.optional')} extra={t('register.identityHelp')}>
          <Input autoComplete="off" maxLength={18} />
        </Form.Item>
        <Form.Item name="statement" label={t('register.statement')} rules={[{ required: true, whitespace: true, message: t('form.required', { field: t('register.statement') }) }]}>
          <Input.TextArea rows={5} maxLength={2000} showCount />
        </Form.Item>
      </Form>
      <Evidence mine={mine} application={application} kind={kind} keep={keep} before={() => mine.fill(typed())} />
      <div className="register-foot">
        <Button type="text" danger onClick={askWithdraw}>
          {t('register.withdraw')}
        </Button>
        <span className="spring" />
        <Button loading={busy === 'save'} onClick={() => void attempt('save', () => mine.fill(typed()))}>
          {t('register.save')}
        </Button>
        <Button type="primary" loading={busy === 'submit'} onClick={() => form.submit()}>
          {t('register.submit')}
        </Button>
      </div>
    </>
  );
}

function Line({ name, autoComplete, max = 100, required = false }: { name: 'name' | 'unit' | 'title' | 'specialty'; autoComplete: string; max?: number; required?: boolean }) {
  const { t } = useTranslation();
  const label = t(`register.${name === 'title' ? 'post' : name}`);
  return (
    <Form.Item
      name={name}
      label={required ? label : label + t('common.optional')}
      rules={[
        { required, whitespace: true, message: t('form.required', { field: label }) },
        { max, message: t('form.maxLength', { field: label, n: max }) },
      ]}
    >
      <Input autoComplete={autoComplete} />
    </Form.Item>
  );
}
