// What all cockpits share: which campaign, as of when, how much it covers, what it means, and what it is not.
import { useNavigate } from '@tanstack/react-router';

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import type { CockpitSearch } from '../../routes/searches';
import { Page } from '../../ui/Page';
import { ScreeningNotice, SyntheticBanner } from '../../ui/Notices';
import { StateTag } from '../../ui/StateTag';
import { useCampaignName } from '../../ui/useCampaignName';
import { useCodes } from '../../ui/useCodes';
import { Select } from '../../ui/Select';

type Campaign = Pick<Schemas['Campaign'], 'id' | 'year' | 'title' | 'state' | 'synthetic' | 'opens_on' | 'closes_on' | 'instruments'>;
interface Props {
  title: string;
  crumbs?: ReactNode;
  campaigns: Campaign[];
  campaign: Campaign | undefined;
  search: CockpitSearch;
  asOf?: string | null;
  coverage?: ReactNode;
  definition?: string;
  synthetic?: boolean;
  extra?: ReactNode;
  children: ReactNode;
}

export function CockpitFrame(props: Props) {
  const { title, crumbs, campaigns, campaign, search, asOf, coverage, definition, synthetic, extra, children } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { book, word } = useCodes();
  const name = useCampaignName();
  return (
    <Page
      title={title}
      tools={
        <>
          {extra}
          {campaign && (
            <Select
              className="campaign-choice"
              value={campaign.id}
              aria-label={t('cockpit.choose')}
              popupMatchSelectWidth={false}
              options={campaigns.map((one) => ({ value: one.id, label: name(one) }))}
              onChange={(next) => void navigate({ to: '.', search: { ...search, campaign: next } as never })}
            />
          )}
        </>
      }
    >
      {crumbs}
      <SyntheticBanner shown={synthetic ?? campaign?.synthetic} />
      <ScreeningNotice />
      {campaign && (
        <p className="cockpit-line">
          <StateTag state={campaign.state} word={word(book.campaignState, campaign.state)} />
          <span>{t('census.window', { from: campaign.opens_on, to: campaign.closes_on })}</span>
          {coverage && <span>{coverage}</span>}
          {asOf && <span>{t('common.asOf', { time: format.time(asOf) })}</span>}
        </p>
      )}
      {children}
      {definition && (
        <details className="card definition">
          <summary>{t('cockpit.definition')}</summary>
          <p>{definition}</p>
        </details>
      )}
    </Page>
  );
}

/** The campaign in the address, or else the latest. */
export function chosen<C extends Campaign>(campaigns: C[] | undefined, id: string | undefined): C | undefined {
  return campaigns?.find((one) => one.id === id) ?? [...(campaigns ?? [])].sort((a, b) => b.year - a.year)[0];
}
