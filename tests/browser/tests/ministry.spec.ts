import { expect, test } from '../base.ts';

test('the ministry goes from a tile to the public directory, and no further', async ({ page, visit }) => {
  await visit('moe_steering', '/');
  await page.getByRole('link', { name: /四川省：学校数 \d+$/ }).click();
  await expect(page.getByRole('heading', { name: '四川省学校名录' })).toBeVisible();
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.filter({ hasText: '四川示范大学' })).toHaveCount(1);
  // The name of a school leads nowhere: the ministry does not look into single schools.
  await expect(page.getByRole('table').getByRole('link')).toHaveCount(0);
  await page.getByRole('textbox', { name: /学校名称/ }).fill('没有这所学校');
  await page.keyboard.press('Enter');
  await expect(page.getByText('没有符合条件的记录')).toBeVisible();
});

test('the overview shows every unit once, and what its numbers do not cover', async ({ page, visit }) => {
  await visit('platform_operator', '/');
  const grid = page.getByRole('region', { name: '一省一格' });
  await expect(grid.getByRole('link', { name: /学校数/ })).not.toHaveCount(0);
  for (const region of ['台湾省', '香港特别行政区', '澳门特别行政区']) await expect(grid.getByText(`${region}：不在统计范围`)).toHaveCount(1);
  const units = await grid.getByRole('link').count();
  await expect(page.getByRole('region', { name: '各单位数据' }).getByRole('link')).toHaveCount(units);
});

test.describe('an address that names no province', () => {
  test.use({ refusals: [404] });
  test('says so', async ({ page, visit }) => {
    await visit('moe_steering', '/directory/99');
    await expect(page.getByRole('heading', { name: '没有这个省级单位' })).toBeVisible();
  });
});
