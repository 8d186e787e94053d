import type { Page } from '@playwright/test';
import { accessible, expect, test } from '../base.ts';

const HEADER = '学校标识码,学校名称,主管部门,所在地,办学层次,办学性质,学校类别';
const GOOD = [
  '4151099901,锦江试验大学,四川省教育厅,成都市,本科,公办,普通',
  '4151099902,岷江试验职业学院,四川省教育厅,乐山市,专科,民办,普通',
];
const BAD = [
  '415109990,锦江试验大学,四川省教育厅,成都市,本科,公办,普通',
  '4151099902,岷江试验职业学院,四川省教育厅,乐山市,研究生,民办,普通',
];

async function upload(page: Page, name: string, rows: string[]) {
  const buffer = Buffer.from(`\uFEFF${[HEADER, ...rows].join('\r\n')}\r\n`, 'utf8');
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
  await expect(page).toHaveURL(/[?&]id=/);
}

test('a file with faults is refused row by row; corrected it is committed; again it changes nothing', async ({ page, visit }) => {
  await visit('prov_admin', '/schools/import?step=upload');
  await upload(page, '有错误.csv', BAD);
  await expect(page.getByText('有 2 行错误，暂不能提交')).toBeVisible();
  await expect(page.getByRole('row', { name: /^2 / })).toContainText('学校标识码应为 10 位数字（当前值：415109990）');
  await expect(page.getByRole('row', { name: /^3 / })).toContainText('研究生');
  await expect(page.getByRole('button', { name: '确认提交' })).toHaveAttribute('aria-disabled', 'true');
  await accessible(page);

  await page.getByRole('button', { name: '重新上传' }).click();
  await upload(page, '已改正.csv', GOOD);
  await expect(page.getByText('将新增 2 所、更新 0 所，0 所不变。')).toBeVisible();
  await page.getByRole('button', { name: '确认提交' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '确认提交' }).click();
  await expect(page.getByText('导入完成')).toBeVisible();
  await accessible(page);
  const result = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载结果文件' }).click();
  expect((await result).suggestedFilename()).toMatch(/\.csv$/);

  await page.getByRole('button', { name: '再导入一个文件' }).click();
  await upload(page, '已改正.csv', GOOD);
  await expect(page.getByText('文件内容与现有数据完全一致')).toBeVisible();

  await page.getByRole('link', { name: '学校管理' }).click();
  await page.getByRole('textbox', { name: /学校名称/ }).fill('minjiang');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row').filter({ hasText: '岷江试验职业学院' })).toBeVisible();
});

test('the template is there as a workbook and as text', async ({ page, visit }) => {
  await visit('prov_admin', '/schools/import');
  for (const [button, ending] of [
    ['下载 Excel 模板（.xlsx）', /\.xlsx$/],
    ['下载 CSV 模板（.csv）', /\.csv$/],
  ] as const) {
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).click();
    expect((await file).suggestedFilename()).toMatch(ending);
  }
});
