// Life in danger, as the two who deal with it and those who supervise would see it.
import type { Page } from '@playwright/test';
import { accessible, expect, test } from '../base.ts';

const REASON = '室友报告该生留下遗书后失联';

/** The number of some student of the head's own school, and the name behind it. */
async function somebody(head: Page): Promise<{ student_no: string; name: string }> {
  const get = async (path: string) => (await head.request.get(`/api/v1${path}`)).json();
  const me = await get('/session');
  const school = me.assignments[0].school.id;
  const campaigns = (await get('/provinces/51/campaigns')).items as { id: string; year: number }[];
  const oldest = campaigns.sort((a, b) => a.year - b.year)[0];
  const contacts = `/provinces/51/schools/${school}/campaigns/${oldest?.id}/contacts`;
  const { items } = await get(`${contacts}?limit=1`);
  return (await head.request.post(`/api/v1${contacts}/${items[0].id}/open`)).json();
}

const drawer = (page: Page) => page.getByRole('dialog').last();
const agree = (page: Page, verb: string) => page.locator('.ant-modal-confirm').getByRole('button', { name: verb }).click();

test('two persons open one record, and those who supervise see that they did', async ({ page: head, visit, another }) => {
  await visit('counsel_head', '/emergencies');
  const student = await somebody(head);

  await test.step('the head asks, and cannot confirm', async () => {
    await head.getByRole('button', { name: '申请紧急调阅' }).click();
    await head.getByLabel('学号', { exact: true }).last().fill(student.student_no);
    await head.getByLabel('申请事由').fill(REASON);
    await accessible(head);
    await head.getByRole('button', { name: '提交申请' }).click();
    await expect(head.getByText('请立即通知第二人确认')).toBeVisible();
    await head.locator('tbody').getByRole('button').first().click();
    await expect(drawer(head)).toContainText(REASON);
    await expect(drawer(head).getByRole('button', { name: '确 认' }).or(drawer(head).getByRole('button', { name: '确认' }))).toHaveAttribute('aria-disabled', 'true');
    await accessible(head);
  });

  await test.step('the second person sees why, not who, and confirms', async () => {
    const second = await another('counsellor');
    await second.goto('/emergencies');
    await second.locator('tbody').getByRole('button').first().click();
    await expect(drawer(second)).toContainText(REASON);
    await expect(second.getByText(student.name)).toHaveCount(0);
    await accessible(second);
    await drawer(second).getByRole('button', { name: /^确\s?认$/ }).click();
    await agree(second, '确认');
    await expect(second.getByText('已确认，申请人现在可以查看记录')).toBeVisible();
  });

  await test.step('the head opens the record under its banner, and ends it', async () => {
    await head.reload();
    await drawer(head).getByRole('button', { name: '查看记录' }).click();
    await agree(head, '确认查看');
    await expect(head.getByText('紧急调阅中 · 剩余 23 小时 59 分')).toBeVisible();
    await expect(drawer(head)).toContainText(student.name);
    await accessible(head);
    await head.keyboard.press('Escape');
    await drawer(head).getByRole('button', { name: '结束调阅' }).click();
    await agree(head, '结束调阅');
    await expect(head.getByText('已结束', { exact: true })).toBeVisible();
  });

  await test.step('the head reports', async () => {
    await drawer(head).getByRole('button', { name: '提交报告' }).click();
    await head.getByLabel('处置情况').fill('已联系家长并陪同就医，现已脱离危险');
    await head.getByLabel('已告知哪些人').fill('家长、院系、医院');
    await accessible(head);
    await drawer(head).getByRole('button', { name: '提交报告' }).click();
    await expect(head.getByText('报告已提交')).toBeVisible();
  });

  await test.step('the province sees that it happened, and nothing that was written', async () => {
    const province = await another('prov_admin');
    await province.goto('/emergencies');
    await expect(province.locator('tbody')).toContainText('已报告');
    await expect(province.getByText(REASON)).toHaveCount(0);
    await expect(province.locator('tbody').getByRole('button')).toHaveCount(0);
    await accessible(province);
  });
});
