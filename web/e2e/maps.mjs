// What a channel's words mean: tried, published, gone back from; and orders by group.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendOrder } from './shop.mjs';

const path = '/status-maps/standard?shop=web-test';

export function tellOfMaps(here) {
  const button = (name) => here().page.getByRole('button', { name, exact: true });
  const parked = async (no) => {
    const { hub, until } = here();
    await sendOrder(hub, no, 'flown');
    let found;
    await until(`${no} to wait for a meaning`, async () => {
      const { items } = await hub.api('/review?limit=200');
      found = items.find((item) => item.code === 'unknown_status' && item.shop === 'web-test');
      return found;
    });
    return found.id;
  };

  test('a word without a meaning is given one, tried, published, and what waited passes', async () => {
    const { hub, page, choose, toast } = here();
    const id = await parked('W-9');
    await page.goto(`${hub.url}/settings/status_maps?channel=standard&shop=web-test`);
    await button('试运行').click();
    await page.getByText('还有 1 个状态词没有含义').waitFor();
    await page.locator('.table td code', { hasText: 'order/flown' }).first().waitFor();

    await choose('order/flown 的含义', '运输中');
    assert.ok(await button('发布').isDisabled(), 'not before it was tried');
    await button('试运行').click();
    await page.getByText('因状态词搁置的 1 条消息里，1 条可以通过。').waitFor();
    await button('发布').click();
    await page.fill('#reason', '平台新增');
    await page.locator('.ant-modal').getByRole('button', { name: '发布', exact: true }).click();
    await toast('已发布');
    assert.deepEqual((await hub.api(path)).words, { 'order/flown': 'in_transit' });

    await hub.api(`/messages/${id}/replay`, { method: 'POST' });
    const { items } = await hub.api('/orders?channel_order_no=W-9');
    assert.equal(items[0].status, 'in_transit');
  });

  test('a map says who changed what, and is taken back to a version', async () => {
    const { hub, page, until, toast } = here();
    const tag = await page.evaluate(
      async (url) => (await fetch(url)).headers.get('etag'),
      `/api/v1${path}`,
    );
    const body = JSON.stringify({ words: { 'order/flown': 'delivered' } });
    await hub.api(path, { method: 'PUT', headers: { 'If-Match': tag }, body });
    await page.reload();
    await button('历史版本').click();
    const versions = page.locator('.map-versions > li');
    await until('both versions', async () => (await versions.count()) === 2);
    assert.match(await versions.first().textContent(), /order\/flown 运输中 → 已签收/);
    assert.match(await versions.last().textContent(), /admin/);
    await versions.last().getByRole('button', { name: '回到此版本' }).click();
    await button('确认').click();
    await toast('已回到所选版本');
    assert.deepEqual((await hub.api(path)).words, { 'order/flown': 'in_transit' });
  });

  test('orders are listed by group, and a group never counts a printed label as shipped', async () => {
    const { hub, page, until, toast } = here();
    await page.goto(`${hub.url}/orders`);
    await page.getByRole('button', { name: /^已发运/ }).click();
    await page.waitForURL(/group=shipped/);
    await until('only what has left', async () => {
      const shown = await page.locator('.table .pill').allTextContents();
      return shown.length > 0 && shown.every((text) => /已揽收|运输中|部分发货/.test(text));
    });
    await page.goto(`${hub.url}/settings/status_groups`);
    const box = page.getByRole('combobox', { name: '包含的状态 3' });
    await page.locator('.ant-select', { has: box }).click();
    await page.locator('.ant-select-item', { hasText: '已打单' }).last().click();
    await page.getByText('已打单不算发货').waitFor();
    assert.ok(await button('保存').isDisabled());
    await page.reload();
    await page.getByLabel('中文名 3').fill('路上');
    await button('保存').click();
    await toast('分组已保存');
    assert.equal((await hub.api('/stats/groups')).items[2].name.zh, '路上');
    const { items } = await hub.api('/settings/status_groups/versions');
    assert.equal(items.length, 2);
    assert.equal(items[1].version, 0);
    await page.getByRole('button', { name: /版本历史/ }).click();
    await page.locator('.ant-drawer-open .versions li').nth(1).waitFor();
    await page.keyboard.press('Escape');
  });
}
