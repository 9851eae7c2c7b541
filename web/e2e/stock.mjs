// Stock: the list and why it is that many, a correction with its reason, an item's page, and a count on a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const sku = 'E2E-LONGJING';
const headers = { 'If-Match': '"0"' };

export function tellOfStock(here) {
  let warehouse;
  const send = (path, body, init = {}) =>
    here().hub.api(path, { method: 'POST', body: JSON.stringify(body), ...init });
  const itemOf = async () =>
    (await here().hub.api(`/stock?sku=${sku}&warehouse=${encodeURIComponent(warehouse)}`)).items[0];
  const button = (name) => here().page.getByRole('button', { name, exact: true });
  const row = () => here().page.locator('.table tbody tr', { hasText: sku });

  test('stock is found by its state and says why it is that many', async () => {
    const { hub, page } = here();
    const { items } = await hub.api('/warehouses');
    warehouse = items[0]?.code ?? 'e2e-shelf';
    const made = { name: '明前龙井', barcode: '6900000000017', alert_below: 50 };
    await send(`/skus/${sku}`, made, { method: 'PUT', headers });
    await send('/stock/receipts', { sku, warehouse, quantity: 40 });
    await page.goto(`${hub.url}/stock?q=${sku}`);
    await row().getByText('偏低').waitFor();
    await button('偏低').click();
    await page.waitForURL(/state=low/);
    await row().first().waitFor();
    await page.getByRole('button', { name: '明前龙井：为什么可售是 40？' }).click();
    const why = page.locator('.ant-popover', { hasText: '最近的变动' });
    await why.locator('.why-sum', { hasText: '入库' }).getByText('+40').waitFor();
    await why.locator('.why-last li', { hasText: '入库' }).waitFor();
    await page.keyboard.press('Escape');
    await why.waitFor({ state: 'hidden' });
  });

  test('stock is corrected with a reason, and never below nothing', async () => {
    const { hub, page, toast } = here();
    await page.goto(`${hub.url}/stock?sku=${sku}`);
    await row().getByRole('button', { name: '操作' }).click();
    await page.getByRole('menuitem', { name: '调整库存' }).click();
    await page.fill('#units', '-41');
    await button('确认').click();
    await page.getByText('最多减少 40').waitFor();
    await page.fill('#units', '-3');
    await page.locator('.act-preview', { hasText: '37' }).waitFor();
    await page.fill('#reason', '破损');
    await button('确认').click();
    await toast('已调整');
    await page.getByRole('button', { name: '明前龙井：为什么可售是 37？' }).waitFor();
    assert.equal((await itemOf()).sellable, 37);
  });

  test('an item shows its ledger and follows what is done elsewhere', async () => {
    const { hub, page } = here();
    const { id } = await itemOf();
    await page.goto(`${hub.url}/stock?sku=${sku}`);
    await row().first().click();
    await page.waitForURL(new RegExp(`/stock/items/${id}$`));
    const ledger = page.getByRole('table', { name: '流水' });
    await ledger.locator('tbody tr', { hasText: '破损' }).getByText('−3').waitFor();
    await page.locator('.levels-line').waitFor();
    await page.getByRole('button', { name: '冻结 0' }).click();
    await page.getByText('冻结为什么是 0').waitFor();
    await send('/stock/freezes', { sku, warehouse, quantity: 7, reason: '质检' });
    await page.getByRole('button', { name: '刷新', exact: true }).click();
    await page.getByRole('button', { name: '可售 30' }).waitFor();
    await ledger.locator('tbody tr', { hasText: '质检' }).waitFor();
    await page.getByText('冻结为什么是 7').waitFor();
  });

  test('a shelf is counted on a phone by its barcode', async () => {
    const { hub, page, until } = here();
    const draft = await send('/stock/documents', {
      ...{ kind: 'stocktake', warehouse },
      lines: [{ sku }],
    });
    await hub.api(`/stock/documents/${draft.id}/open`, { method: 'POST' });
    const usual = page.viewportSize();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${hub.url}/stock/documents/${draft.id}`);
    const code = page.getByRole('textbox', { name: '扫码，或输入商品编码' });
    await code.fill('no-such-code');
    await code.press('Enter');
    await page.getByText('“no-such-code”不在这张盘点单里').waitFor();
    await code.fill('6900000000017');
    await code.press('Enter');
    const units = page.getByLabel(`${sku} 的件数`);
    await units.fill('36');
    await units.press('Enter');
    await page.getByText('都点完了，可以结束盘点').waitFor();
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(over, 0);
    await button('结束盘点').click();
    await page.locator('.ant-modal').getByRole('button', { name: '结束盘点' }).click();
    await until('the difference to be posted', async () => {
      const { state, lines } = await hub.api(`/stock/documents/${draft.id}`);
      return state === 'done' && lines[0].difference === -1;
    });
    await page.setViewportSize(usual);
  });
}
