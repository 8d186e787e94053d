import { Alert, Checkbox, DatePicker, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { keyKeeper } from '../../api/idempotency';
import { FormDrawer } from '../../ui/FormDrawer';
import { useCodes } from '../../ui/useCodes';
import { dayOf } from '../accounts/ExpiresOn';
import { useRefreshServices } from './actions';
import { networksOf, wrongNetwork } from './network';

interface Values {
  operations: string[];
  networks: string;
  expires_on: Dayjs;
}

interface Props {
  service: Schemas['Service'];
  /** The key itself, to be shown once. */
  onIssued: (secret: string) => void;
  onClose: () => void;
}

interface ChoicesProps {
  options: { value: string; label: string }[];
  id?: string;
  value?: string[];
  onChange?: (value: string[]) => void;
}

/** A group of boxes. That one must be chosen is told by the label: a group has no `aria-required` (WAI-ARIA 1.2 §6.6.14). */
function Choices({ options, id, value, onChange }: ChoicesProps) {
  return (
    <div id={id}>
      <Checkbox.Group className="choices" options={options} value={value} onChange={onChange} />
    </div>
  );
}

export function IssueKey({ service, onIssued, onClose }: Props) {
  const { t } = useTranslation();
  const { book, word } = useCodes();
  const [form] = Form.useForm<Values>();
  const [keyFor] = useState(() => keyKeeper());
  const refresh = useRefreshServices();
  const must = (field: string) => ({ required: true, message: t('form.required', { field }) });
  return (
    <FormDrawer<Values>
      title={t('services.issueTitle', service)}
      form={form}
      initial={{ expires_on: dayjs().add(1, 'year').subtract(1, 'day') }}
      submitLabel={t('services.issue')}
      onClose={onClose}
      submit={async ({ operations, networks, expires_on }) => {
        const body = { operations, networks: networksOf(networks), expires_on: dayOf(expires_on) ?? '' };
        const params = { path: { id: service.id }, header: { 'Idempotency-Key': keyFor(body) } };
        const { secret } = await answer(client.POST('/services/{id}/keys', { params, body }));
        if (secret) onIssued(secret);
        await refresh();
      }}
    >
      <Alert type="info" showIcon className="gap" title={t('services.issueNote')} />
      <Form.Item name="operations" label={t('services.operations')} extra={t('services.operationsHelp')} rules={[{ ...must(t('services.operations')), message: t('form.choose', { field: t('services.operations') }) }]}>
        <Choices options={service.bindable.map((name) => ({ value: name, label: word(book.operation, name) }))} />
      </Form.Item>
      <Form.Item
        name="networks"
        label={t('services.networks')}
        extra={t('services.networksHelp')}
        validateFirst
        rules={[
          { ...must(t('services.networks')), whitespace: true },
          {
            validator: async (_, text?: string) => {
              const wrong = wrongNetwork(text);
              if (wrong) throw new Error(t('services.networkInvalid', { text: wrong }));
            },
          },
        ]}
      >
        <Input.TextArea rows={3} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="expires_on" label={t('services.lastDay')} extra={t('services.lastDayHelp')} rules={[must(t('services.lastDay'))]}>
        <DatePicker className="wide" format="YYYY-MM-DD" allowClear={false} minDate={dayjs()} maxDate={dayjs().add(1, 'year')} />
      </Form.Item>
    </FormDrawer>
  );
}
