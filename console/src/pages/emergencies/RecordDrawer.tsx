// The open record, under a banner that counts down. It closes by itself when the time is over, and is kept nowhere else.
import { AlertFilled } from '@ant-design/icons';
import { App, Drawer, Table } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { Facts } from '../../ui/Facts';
import { ScreeningNotice } from '../../ui/Notices';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';

type Opened = Schemas['EmergencyOpened'];
type Paper = Schemas['EmergencyPaper'];
const MINUTE = 60_000;

export function RecordDrawer({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message } = App.useApp();
  const { record, emergency } = opened;
  const left = useTimeLeft(emergency.ends_at, () => {
    onClose();
    void message.warning(t('emergencies.over'), 8);
  });
  return (
    <Drawer open size={760} title={t('emergencies.record')} onClose={onClose} closable={{ 'aria-label': t('common.close') }} className="noprint">
      <ScrollRegion label={t('emergencies.record')}>
        <p className="emergency-banner" role="status">
          <AlertFilled aria-hidden /> <b>{t('emergencies.banner', { left })}</b>
          <span>{t('emergencies.bannerText', { time: format.time(emergency.ends_at) })}</span>
        </p>
        <Person record={record} />
        <h2 className="form-section">{t('emergencies.result')}</h2>
        <ScreeningNotice />
        <Level record={record} />
        {record.papers.map((paper) => (
          <PaperTable key={paper.title} paper={paper} />
        ))}
      </ScrollRegion>
    </Drawer>
  );
}

function Person({ record }: { record: Opened['record'] }) {
  const { t } = useTranslation();
  const { book, word } = useCodes();
  return (
    <>
      <h2 className="form-section">{t('emergencies.identity')}</h2>
      <Facts
        items={[
          [t('emergencies.name'), record.name],
          [t('emergencies.studentNo'), record.student_no],
          [t('emergencies.document'), `${word(book.documentKind, record.document_kind)} ${record.document_number}`],
          [t('emergencies.gender'), word(book.gender, record.gender)],
          [t('emergencies.college'), record.college],
          [t('emergencies.trainingLevel'), word(book.trainingLevel, record.training_level)],
          [t('emergencies.enrolYear'), record.enrol_year],
          [t('emergencies.phone'), t('emergencies.noPhone')],
        ]}
      />
    </>
  );
}

function Level({ record }: { record: Opened['record'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  return (
    <Facts
      items={[
        [t('emergencies.campaign'), record.campaign],
        [
          t('emergencies.level'),
          <span key="level" className="row-actions">
            <StateTag state={record.level === 'L1' ? 'crisis' : 'plain'} word={word(book.riskLevel, record.level)} />
            {record.crisis && <StateTag state="crisis" word={t('emergencies.crisisYes')} />}
          </span>,
        ],
        [t('emergencies.updatedAt'), format.time(record.updated_at)],
      ]}
    />
  );
}

function PaperTable({ paper }: { paper: Paper }) {
  const { t } = useTranslation();
  const score = typeof paper.score === 'number' ? [t('emergencies.score', { score: paper.score }), paper.band].filter(Boolean).join(' · ') : t('emergencies.noScore');
  return (
    <section className="emergency-paper">
      <h3>
        {paper.title} <span className="help">{score}</span>
      </h3>
      <Table<Paper['answers'][number]>
        rowKey="item"
        size="small"
        pagination={false}
        dataSource={paper.answers}
        columns={[
          { title: t('emergencies.item'), dataIndex: 'item', width: 60, className: 'digits' },
          { title: t('emergencies.question'), dataIndex: 'question', className: 'wrap-cell' },
          {
            title: t('emergencies.answer'),
            key: 'answer',
            width: 180,
            render: (_, one) => (
              <>
                {one.answer ?? <span className="help">{t('emergencies.unanswered')}</span>} {one.crisis && <StateTag state="crisis" word={t('emergencies.crisisItem')} />}
              </>
            ),
          },
        ]}
      />
    </section>
  );
}

/** In words, to the minute; calls back when nothing is left. */
function useTimeLeft(until: string | null | undefined, over: () => void): string {
  const { t } = useTranslation();
  const end = Date.parse(until ?? '');
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= end) over();
    }, MINUTE / 4);
    return () => clearInterval(timer);
  }, [end, over]);
  const minutes = Math.max(0, Math.floor((end - now) / MINUTE));
  return t('emergencies.left', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
