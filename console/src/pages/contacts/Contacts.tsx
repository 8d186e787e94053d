// Who needs contact now: no names in the list, each opened by itself and on record.
import { useSearch } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openContact, useContacts, useLocalCampaigns, type AtSchool, type SchoolCode } from '../../api/census-calls';
import type { Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { placeOf, schoolsOf, useMe } from '../../api/session';
import { useListState } from '../../routes/list-state';
import type { ContactSearch } from '../../routes/searches';
import { EmptyState } from '../../ui/EmptyState';
import { ScreeningNotice, SyntheticBanner } from '../../ui/Notices';
import { Page } from '../../ui/Page';
import { ProblemView, useProblemText } from '../../ui/ProblemView';
import { ResourceTable } from '../../ui/ResourceTable';
import { useCampaignName } from '../../ui/useCampaignName';
import { OwnSchool } from '../assessments/OwnSchool';
import { chosen } from '../cockpit/Frame';
import { ContactDrawer } from './ContactDrawer';
import { FinishDialog } from './FinishDialog';
import { useContactColumns } from './columns';
import { Select } from '../../ui/Select';

type Contact = Schemas['Contact'];
type Campaign = Schemas['LocalCampaign'];

export default function Contacts() {
  const { t } = useTranslation();
  const me = useMe();
  const search = useSearch({ from: '/shell/contacts' });
  const province = placeOf(me);
  const schools = schoolsOf(me);
  const school = schools.find((one) => one.id === search.school) ?? schools[0];
  const list = useLocalCampaigns(province);
  const campaign = chosen(list.data?.items, search.campaign);
  return (
    <Page title={t('contacts.title')} note={school?.name} tools={school && <OwnSchool value={school.id} />}>
      <SyntheticBanner shown={campaign?.synthetic} />
      <ScreeningNotice />
      <Duties />
      {list.error ? <ProblemView problem={list.error} retry={() => void list.refetch()} /> : null}
      {!list.data && !list.error && <Skeleton active />}
      {list.data && (!campaign || !school) && (
        <section className="card">
          <EmptyState kind="none" title={t('contacts.noCampaign')} text={t('contacts.noCampaignText')} />
        </section>
      )}
      {campaign && school && (
        <List key={`${campaign.id}${school.id}`} at={{ province, school: school.id as SchoolCode, campaign: campaign.id }} campaigns={list.data?.items ?? []} />
      )}
    </Page>
  );
}

function Duties() {
  const { t } = useTranslation();
  return (
    <details className="card duties" open>
      <summary>{t('contacts.dutiesTitle')}</summary>
      <ul>
        {(['duty1', 'duty2', 'duty3', 'duty4'] as const).map((duty) => (
          <li key={duty}>{t(`contacts.${duty}`)}</li>
        ))}
      </ul>
    </details>
  );
}

function List({ at, campaigns }: { at: AtSchool; campaigns: Campaign[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const list = useListState<ContactSearch>();
  const { search } = list;
  const name = useCampaignName();
  const state = search.show ?? 'open';
  const query = useContacts(at, { state, limit: list.size, cursor: search.cursor });
  const [opened, setOpened] = useState<{ contact: Contact; person: Schemas['ContactPerson'] }>();
  const [finishing, setFinishing] = useState<Contact>();
  const open = useOpening(at, (contact, person) => setOpened({ contact, person }));
  const columns = useContactColumns(state, { open: (contact) => void open(contact), finish: setFinishing });
  const finished = async () => {
    setOpened(undefined);
    void message.success(t('contacts.finished'));
    await queryClient.invalidateQueries({ queryKey: ['get'], predicate: (it) => String(it.queryKey[1]).endsWith('/contacts') });
  };
  return (
    <>
      <p className="help">{t('contacts.note')}</p>
      <ResourceTable
        id="contacts"
        label={t('contacts.title')}
        list={{ ...list, filtered: false }}
        query={query}
        columns={columns}
        none={
          state === 'open'
            ? { title: t('contacts.noneOpen'), text: t('contacts.noneOpenText') }
            : { title: t('contacts.noneDone'), text: t('contacts.noneDoneText') }
        }
        toolbar={
          <>
            <Segmented<'open' | 'done'>
              aria-label={t('contacts.filter')}
              value={state}
              options={[
                { value: 'open', label: t('contacts.open') },
                { value: 'done', label: t('contacts.done') },
              ]}
              onChange={(next) => list.filter({ show: next === 'done' ? 'done' : undefined })}
            />
            {campaigns.length > 1 && (
              <Select
                value={at.campaign}
                aria-label={t('cockpit.choose')}
                popupMatchSelectWidth={false}
                options={campaigns.map((one) => ({ value: one.id, label: name(one) }))}
                onChange={(campaign: string) => list.filter({ campaign })}
              />
            )}
          </>
        }
      />
      {opened && (
        <ContactDrawer person={opened.person} contact={opened.contact} onFinish={() => setFinishing(opened.contact)} onClose={() => setOpened(undefined)} />
      )}
      {finishing && <FinishDialog at={at} contact={finishing} onClose={() => setFinishing(undefined)} onDone={() => void finished()} />}
    </>
  );
}

/** Asks first, because the opening is on record; what comes back is kept by the open drawer alone. */
function useOpening(at: AtSchool, show: (contact: Contact, person: Schemas['ContactPerson']) => void) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const words = useProblemText();
  return async (contact: Contact) => {
    const agreed = await modal.confirm({
      title: t('contacts.openTitle'),
      content: <Alert type="info" showIcon role="note" title={t('contacts.openText')} />,
      okText: t('contacts.openVerb'),
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
    });
    if (!agreed) return;
    try {
      show(contact, await openContact(at, contact.id));
    } catch (raw) {
      if (asProblem(raw).status !== 401) void message.error(words(asProblem(raw)));
    }
  };
}
