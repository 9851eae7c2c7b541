// An order beside the list: opened by a key, walked, and sent to a colleague by its address.
import assert from 'node:assert/strict';
import { test } from 'node:test';

export function tellOfPanel(here) {
  test('an order opens beside the list, the keys walk on, and its address opens it again', async () => {
    const { hub, page, until } = here();
    const panel = page.locator('.beside-list');
    const opened = () => new URL(page.url()).searchParams.get('order');
    await page.goto(`${hub.url}/orders?shop=web-test`);
    await page.locator('.table tbody tr').nth(1).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await panel.locator('.trace-node').first().waitFor();
    const first = opened();
    const { order_no } = await hub.api(`/orders/${first}`);
    await panel.locator('h1', { hasText: order_no }).waitFor();
    await page.keyboard.press('j');
    await until('the next order', () => opened() !== first);
    const second = await hub.api(`/orders/${opened()}`);
    await panel.locator('h1', { hasText: second.order_no }).waitFor();
    assert.equal(await page.locator('tr[aria-selected=true]').count(), 1);
    await panel.getByRole('button', { name: '上一单 (k)' }).click();
    await until('the one before', () => opened() === first);

    await page.reload();
    await panel.locator('h1', { hasText: order_no }).waitFor();
    await panel.locator('.axis').first().waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/orders\?shop=web-test$/);
    await page
      .locator('tr', { hasText: order_no })
      .getByRole('button', { name: '侧边查看' })
      .click();
    await panel.getByRole('link', { name: '打开订单页' }).click();
    await page.waitForURL(new RegExp(`/orders/${first}$`));
  });

  test('what a search has found is looked at beside it', async () => {
    const { hub, page } = here();
    const [order] = (await hub.api('/orders?channel_order_no=W-1')).items;
    await page.goto(`${hub.url}/orders`);
    await page.fill('#search', order.channel_order_no);
    await page.keyboard.press('Enter');
    await page.locator('.search-note').waitFor();
    await page.locator('.table tbody tr', { hasText: order.order_no }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await page.locator('.beside-list h1', { hasText: order.order_no }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.search-note').getByRole('button', { name: '清空' }).click();
  });
}
