// From the ministry's campaign to the cockpit at three levels and a correction, as the people who do it would.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { accessible, expect, test } from '../base.ts';
import { CANARY, COLLEGE, nameOf, PAPERS, resultsFile, type Student } from '../results.ts';

/** A year that the demo has no campaign of; the latest year is what the pages begin with. */
const YEAR = 2031;
const TITLE = `${YEAR} 年全国高校学生心理健康测评`;
const FIRST = '测评结果.csv';
const CORRECTED = '更正.csv';
/** What became of a job is seen within this time. */
const SETTLED = { timeout: 60_000 };

/** 12 of each serious level and 24 without distress: no level of fewer than 10, so that all may be shown. */
const students: Student[] = (['L1', 'L2', 'L3', 'L0', 'L0'] as const).flatMap((level, group) =>
  Array.from({ length: 12 }, (_, at) => ({ number: group * 12 + at + 1, answers: PAPERS[level] })),
);
const of = (level: keyof typeof PAPERS) => students.filter((student) => student.answers === PAPERS[level]);

async function paste(page: Page, label: string, text: string) {
  await page.getByLabel(label, { exact: true }).evaluate((input, clipboard) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', clipboard);
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

async function upload(page: Page, name: string, buffer: Buffer) {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
  await expect(page).toHaveURL(/[?&]import=/, SETTLED);
}

async function commit(page: Page, name: string) {
  await page.getByRole('button', { name: '提交结果' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(`提交“${name}”？`);
  await dialog.getByRole('button', { name: '提交结果' }).click();
  await expect(page.getByText(`“${name}”已提交`)).toBeVisible(SETTLED);
}

/** Everything that the server sends to this page; nobody above the school may get a student's name in it. */
function bodies(page: Page): string[] {
  const seen: string[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.startsWith('/api/')) void response.text().then((text) => seen.push(text), () => undefined);
  });
  return seen;
}

const count = (page: Page, label: string) => page.getByLabel('文件内容').locator('.number').filter({ hasText: label });

/** A cockpit whose figures a job brings: looked at again until they are there. */
async function cockpit(page: Page, path: string, settled: () => Promise<void>) {
  await expect(async () => {
    await page.goto(path);
    await settled();
  }).toPass(SETTLED);
  await expect(page.getByText('筛查结果，不是诊断').first()).toBeVisible();
  await accessible(page);
}

test('a campaign is opened, reported, shown at three levels without a student, and corrected', async ({ page, visit, another }) => {
  test.setTimeout(480_000);
  const ministrySaw = bodies(page);

  await test.step('the ministry opens the campaign, and it reaches every province', async () => {
    await visit('moe_steering', '/campaigns');
    await page.getByRole('button', { name: '开启年度测评' }).first().click();
    const form = page.getByRole('dialog', { name: '开启年度测评' });
    await form.getByRole('button', { name: '开启测评' }).click();
    await expect(form.getByText('请至少选择一个量表')).toBeVisible();
    await form.getByRole('spinbutton', { name: '年度' }).fill(String(YEAR));
    await expect(form.getByLabel('名称')).toHaveValue(TITLE);
    const instrument = form.getByRole('listitem').filter({ hasText: 'PHQ-9' });
    await expect(instrument).toContainText('9 题');
    await expect(instrument).toContainText('待核');
    await instrument.getByRole('checkbox').check();
    await form.getByPlaceholder('开始日期').fill(`${YEAR}-10-08`);
    await page.keyboard.press('Enter');
    await form.getByPlaceholder('截止日期').fill(`${YEAR}-12-20`);
    await page.keyboard.press('Enter');
    await accessible(page);
    await form.getByRole('button', { name: '开启测评' }).click();
    await expect(page.getByText(`已开启“${TITLE}”`)).toBeVisible();
    await page.getByRole('link', { name: TITLE }).click();
    await expect(page.getByRole('heading', { name: TITLE })).toBeVisible();
    await expect(page.getByRole('region', { name: '测评信息' })).toContainText('进行中', SETTLED);
    await expect(page.getByRole('heading', { name: /已完成 (\d+)\/\1 个单位/ })).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: '四川省' })).toContainText('已完成');
    await accessible(page);
  });

  const head = await another('counsel_head');
  let header = '';

  await test.step('the head of the counselling centre states who is eligible, by pasting', async () => {
    await head.goto('/assessments');
    await head.getByRole('region', { name: TITLE }).getByRole('link', { name: '填报与上报' }).click();
    await expect(head.getByText('尚未填报', { exact: true })).toBeVisible();
    await paste(head, '第 1 行 院系', `院系\t培养层次\t人数\r\n${COLLEGE}\t本科\t${students.length}\r\n`);
    await expect(head.getByLabel('第 1 行 本科')).toHaveValue(String(students.length));
    await accessible(head);
    await head.getByRole('button', { name: '保存应测人数' }).click();
    await expect(head.getByText(`应测人数已保存，共 ${students.length} 人`)).toBeVisible();
    // What is stated leads on to the file.
    await expect(head.getByRole('heading', { name: '上传结果文件' })).toBeVisible();
  });

  await test.step('the template names the columns', async () => {
    await accessible(head);
    const file = head.waitForEvent('download');
    await head.getByRole('button', { name: '下载 CSV 模板（.csv）' }).click();
    const text = readFileSync(await (await file).path(), 'utf8');
    header = text.split(/\r?\n/)[0] ?? '';
    expect(header).toContain('学号');
    expect(header).toContain('PHQ-9.9');
  });

  await test.step('a file with a fault is refused by line and column, without repeating what stood there', async () => {
    const faulty = resultsFile(header, students).toString('utf8').replace(/\d{17}[\dX]/, '510106200601010000');
    await upload(head, '有错误.csv', Buffer.from(faulty, 'utf8'));
    await expect(head.getByText('有 1 处错误，暂不能提交')).toBeVisible(SETTLED);
    await expect(head.getByRole('row', { name: /^2 / })).toContainText('证件号码');
    await expect(head.getByText('510106200601010000')).toHaveCount(0);
    await expect(head.getByRole('button', { name: '提交结果' })).toHaveAttribute('aria-disabled', 'true');
    await accessible(head);
    await head.getByRole('button', { name: '重新上传' }).click();
  });

  await test.step('a good file is previewed, survives a reload and is committed by its name', async () => {
    await upload(head, FIRST, resultsFile(header, students));
    await expect(head.getByText('检查通过，请核对后提交')).toBeVisible(SETTLED);
    await head.reload();
    await expect(count(head, '新增')).toContainText(String(students.length));
    await expect(count(head, '错误')).toContainText('0');
    await expect(head.getByRole('region', { name: '本校数字变化' }).getByRole('row', { name: /^一级/ }).first()).toContainText('+12');
    await accessible(head);
    await commit(head, FIRST);
    await accessible(head);
  });

  await test.step('who needs contact stands in a list without names, is opened one by one and marked', async () => {
    await head.getByRole('link', { name: '查看需立即联系的学生' }).click();
    await expect(head.getByRole('heading', { name: '需立即联系' })).toBeVisible();
    const rows = head.getByRole('row').filter({ hasText: COLLEGE });
    await expect(rows).toHaveCount(of('L1').length);
    await expect(head.getByText(CANARY)).toHaveCount(0);
    await expect(head.getByText('12356')).toBeVisible();
    await accessible(head);
    await rows.first().getByRole('button', { name: /^打开/ }).click();
    await expect(head.getByRole('dialog')).toContainText('审计日志');
    await head.getByRole('button', { name: '确认打开' }).click();
    const person = head.getByRole('dialog', { name: '学生信息' });
    await expect(person).toContainText(CANARY);
    await expect(person).toContainText('危机条目');
    await accessible(head);
    await person.getByRole('button', { name: '登记已联系' }).click();
    const note = head.getByRole('dialog', { name: '登记已联系' });
    await note.getByRole('button', { name: '登记已联系' }).click();
    await expect(note.getByText('请填写联系情况')).toBeVisible();
    await note.getByLabel('联系情况').fill('已电话联系，约定明日面谈');
    await note.getByRole('button', { name: '登记已联系' }).click();
    await expect(rows).toHaveCount(of('L1').length - 1);
    await head.getByText('已联系', { exact: true }).first().click();
    await expect(head.getByRole('row').filter({ hasText: '已电话联系' })).toHaveCount(1);
    await accessible(head);
  });

  const province = await another('prov_admin');
  const provinceSaw = bodies(province);

  await test.step('the school, its province and the ministry see the same figures', async () => {
    const shown = (one: Page) => async () => {
      const totals = one.getByLabel('总体情况');
      await expect(totals.locator('.number.l1')).toContainText('20.0%', { timeout: 5000 });
      await expect(totals.locator('.number.l1')).toContainText('12 人');
    };
    await cockpit(head, '/cockpit', shown(head));
    await cockpit(province, '/cockpit', shown(province));
    await cockpit(page, '/cockpit', shown(page));
    await page.getByRole('link', { name: /四川省：参测率/ }).click();
    await expect(page.getByRole('heading', { name: '四川省测评数据' })).toBeVisible();
    await shown(page)();
    // A school leads no further.
    await expect(page.getByRole('region', { name: '各学校' }).first().getByRole('link')).toHaveCount(0);
    await accessible(page);
  });

  await test.step('the province is told which schools have not reported', async () => {
    await province.getByRole('link', { name: '查看待上报学校' }).click();
    await expect(province.getByRole('heading', { name: '待上报学校' })).toBeVisible();
    await accessible(province);
  });

  await test.step('a corrected file says what it changes; a level of fewer than 10 is hidden above the school', async () => {
    const [worse] = of('L0');
    const withdrawn = of('L3').slice(0, 3);
    const corrections = [{ ...worse!, answers: PAPERS.L1 }, ...withdrawn.map(({ number }) => ({ number }))];
    await head.goto('/assessments');
    await head.getByRole('region', { name: TITLE }).getByRole('link', { name: '填报与上报' }).click();
    await upload(head, CORRECTED, resultsFile(header, corrections));
    await expect(count(head, '变化')).toContainText('1', SETTLED);
    await expect(count(head, '撤回')).toContainText('3');
    await expect(head.getByText('将删除 3 名学生的结果')).toBeVisible();
    await expect(head.getByRole('listitem').filter({ hasText: '正常 → 一级' })).toContainText('1 人');
    await expect(head.getByText(nameOf(worse!))).toHaveCount(0);
    await accessible(head);
    await commit(head, CORRECTED);

    await cockpit(head, '/cockpit', async () => {
      await expect(head.getByLabel('总体情况').locator('.number.l3')).toContainText('9 人', { timeout: 5000 });
    });
    for (const above of [province, page]) {
      await cockpit(above, '/cockpit', async () => {
        const totals = above.getByLabel('总体情况');
        await expect(totals.getByText('已隐去')).toHaveCount(4, { timeout: 5000 });
        await expect(totals.locator('.number.participation')).toContainText('57 人');
      });
      // Hidden is no zero, and says why.
      await expect(above.getByLabel('总体情况').locator('.number.l3')).not.toContainText('%');
      await expect(above.getByText('人数过少').first()).toBeVisible();
    }
  });

  await test.step('the ministry closes the campaign, which then takes no more files', async () => {
    await page.goto('/campaigns');
    await page.getByRole('link', { name: TITLE }).click();
    await page.getByRole('button', { name: '关闭测评' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(`关闭“${TITLE}”？`);
    await expect(dialog.getByRole('button', { name: '取消' })).toBeFocused();
    await dialog.getByRole('button', { name: '关闭测评' }).click();
    await expect(page.getByRole('region', { name: '测评信息' })).toContainText('已关闭', SETTLED);
    await head.goto('/assessments');
    await head.getByRole('region', { name: TITLE }).getByRole('link', { name: '查看' }).click();
    await expect(head.getByText('本次测评已关闭')).toBeVisible();
    await expect(head.locator('input[type=file]')).toHaveCount(0);
    await accessible(head);
  });

  for (const [who, seen] of [
    ['the ministry', ministrySaw],
    ['the province', provinceSaw],
  ] as const) {
    expect(seen.length, `answers to ${who}`).toBeGreaterThan(3);
    expect(seen.filter((text) => text.includes(CANARY)), `a student's name, seen by ${who}`).toEqual([]);
  }
});
