import { useQueryClient } from '@tanstack/react-query';
import { App, Checkbox, DatePicker, Form, Input, InputNumber, Skeleton } from 'antd';
import type { Dayjs } from 'dayjs';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openCampaign, useInstruments } from '../../api/census-calls';
import { keyKeeper } from '../../api/idempotency';
import { FormDrawer } from '../../ui/FormDrawer';
import { ProblemView } from '../../ui/ProblemView';

interface Values {
  year: number;
  title: string;
  instruments: string[];
  period: [Dayjs, Dayjs];
}
const DAY = 'YYYY-MM-DD';

export function OpenCampaign({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [keyFor] = useState(() => keyKeeper());
  const queryClient = useQueryClient();
  const [thisYear] = useState(() => new Date().getFullYear());

  const submit = async ({ period: [from, to], ...values }: Values) => {
    const body = { ...values, title: values.title.trim(), opens_on: from.format(DAY), closes_on: to.format(DAY) };
    await openCampaign(body, keyFor(body));
    void message.success(t('campaigns.opened', { title: body.title }));
    await queryClient.invalidateQueries({ queryKey: ['get', '/campaigns'] });
  };
  const required = (field: string) => ({ required: true, message: t('form.required', { field }) });
  return (
    <FormDrawer<Values>
      title={t('campaigns.open')}
      form={form}
      initial={{ year: thisYear, title: t('campaigns.defaultTitle', { year: thisYear }), instruments: [] }}
      submit={submit}
      submitLabel={t('campaigns.openVerb')}
      onClose={onClose}
    >
      <Form.Item name="year" label={t('census.year')} extra={t('campaigns.yearHelp')} rules={[required(t('census.year'))]}>
        <InputNumber min={2000} max={2099} precision={0} controls={false} />
      </Form.Item>
      <Form.Item
        name="title"
        label={t('census.title')}
        extra={t('campaigns.titleHelp')}
        rules={[
          { required: true, whitespace: true, message: t('form.required', { field: t('census.title') }) },
          { max: 64, message: t('form.maxLength', { field: t('census.title'), n: 64 }) },
        ]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <TitleFollowsYear />
      <Form.Item
        name="instruments"
        label={t('census.instruments')}
        extra={t('campaigns.instrumentsHelp')}
        validateTrigger="onSubmit"
        rules={[{ required: true, type: 'array', min: 1, message: t('campaigns.chooseInstruments') }]}
      >
        <InstrumentChoice />
      </Form.Item>
      <Form.Item name="period" label={t('census.period')} rules={[{ required: true, message: t('form.choose', { field: t('census.period') }) }]}>
        <DatePicker.RangePicker allowClear={false} className="wide" format={DAY} placeholder={[t('census.opensOn'), t('census.closesOn')]} />
      </Form.Item>
    </FormDrawer>
  );
}

/** As long as nobody has worded the title, it names the year that is chosen. */
function TitleFollowsYear() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Values>();
  const year = Form.useWatch('year', form);
  const proposed = useRef<string>(undefined);
  useEffect(() => {
    if (!year) return;
    const next = t('campaigns.defaultTitle', { year });
    if (proposed.current === undefined || form.getFieldValue('title') === proposed.current) form.setFieldValue('title', next);
    proposed.current = next;
  }, [year, form, t]);
  return null;
}

function InstrumentChoice({ id, value, onChange }: { id?: string; value?: string[]; onChange?: (ids: string[]) => void }) {
  const { t } = useTranslation();
  const query = useInstruments();
  if (query.error) return <ProblemView problem={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  return (
    <fieldset id={id} className="instruments" aria-label={t('census.instruments')}>
      <Checkbox.Group value={value} onChange={onChange}>
        <ul>
          {query.data.items.map((one) => (
            <li key={one.id}>
              <Checkbox value={one.id} aria-describedby={`about-${one.id}`}>
                {one.title}
              </Checkbox>
              <span id={`about-${one.id}`} className="about">
                {t('campaigns.items', { n: one.items })}
                {!one.wording_checked && (
                  <span className="tag wait" title={t('campaigns.uncheckedText')}>
                    {t('campaigns.unchecked')}
                    <span className="for-readers">{t('campaigns.uncheckedText')}</span>
                  </span>
                )}
                <span className="licence">{t('campaigns.licence', { text: one.licence })}</span>
              </span>
            </li>
          ))}
        </ul>
      </Checkbox.Group>
    </fieldset>
  );
}
